# Plays one turn and is gone.
read -r hello
read -r question
echo '{"do": "offer", "package": {"price": 10, "delivery": "by air"}}'
read -r question
exit 3

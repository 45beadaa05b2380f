use std::str::FromStr;

use crate::Parameter;

/// The parameters that a text such as `time:exponent=2,max=0.9` gives to a strategy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    given: Vec<(String, String)>,
}

/// What is wrong with parameters. All are the writer's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParameterError {
    /// Not `name=value`.
    #[error("`{0}` is not of the form `name=value`")]
    Form(String),
    /// The strategy has no such parameter.
    #[error("`{strategy}` has no parameter `{name}`{}", hint(.nearest, .all))]
    Unknown {
        /// The strategy.
        strategy: String,
        /// The name that was given.
        name: String,
        /// The nearest that exists.
        nearest: Option<String>,
        /// All that exist.
        all: Vec<&'static str>,
    },
    /// The same parameter twice.
    #[error("the parameter `{0}` stands twice")]
    Twice(String),
    /// A value that the parameter cannot take.
    #[error("`{name}` cannot be `{value}`: it is {expected}")]
    Value {
        /// The parameter.
        name: String,
        /// The value that was given.
        value: String,
        /// What would be right.
        expected: String,
    },
}

fn hint(nearest: &Option<String>, all: &[&str]) -> String {
    match nearest {
        Some(nearest) => format!("; did you mean `{nearest}`?"),
        None if all.is_empty() => "; it has none".to_owned(),
        None => format!("; it has {}", all.join(", ")),
    }
}

impl Parameters {
    /// Splits `time:exponent=2,max=0.9` into the strategy's name and its parameters.
    ///
    /// # Errors
    /// [`ParameterError::Form`], [`ParameterError::Twice`].
    pub fn split(text: &str) -> Result<(&str, Self), ParameterError> {
        let (name, rest) = text.split_once(':').unwrap_or((text, ""));
        let mut given: Vec<(String, String)> = Vec::new();
        for part in rest.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=').ok_or_else(|| ParameterError::Form(part.to_owned()))?;
            let key = key.trim().to_owned();
            if given.iter().any(|(other, _)| *other == key) {
                return Err(ParameterError::Twice(key));
            }
            given.push((key, value.trim().to_owned()));
        }
        Ok((name.trim(), Self { given }))
    }

    /// Refuses names that are not in `known`.
    ///
    /// # Errors
    /// [`ParameterError::Unknown`].
    pub fn check_names(&self, strategy: &str, known: &[Parameter]) -> Result<(), ParameterError> {
        for (name, _) in &self.given {
            if !known.iter().any(|parameter| parameter.name == name) {
                let nearest = known
                    .iter()
                    .map(|parameter| (strsim::damerau_levenshtein(parameter.name, name), parameter.name))
                    .min()
                    .filter(|(distance, _)| *distance <= 2)
                    .map(|(_, nearest)| nearest.to_owned());
                return Err(ParameterError::Unknown {
                    strategy: strategy.to_owned(),
                    name: name.clone(),
                    nearest,
                    all: known.iter().map(|parameter| parameter.name).collect(),
                });
            }
        }
        Ok(())
    }

    /// The text given for `name`.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.given.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// The value of `name`, or `default`; `expected` says in words what passes `fits`.
    ///
    /// # Errors
    /// [`ParameterError::Value`].
    pub fn get<T: FromStr>(
        &self,
        name: &str,
        default: T,
        expected: &str,
        fits: impl Fn(&T) -> bool,
    ) -> Result<T, ParameterError> {
        let Some(text) = self.text(name) else { return Ok(default) };
        text.parse().ok().filter(fits).ok_or_else(|| ParameterError::Value {
            name: name.to_owned(),
            value: text.to_owned(),
            expected: expected.to_owned(),
        })
    }

    /// The one of `choices` that is given for `name`; the first where none is.
    ///
    /// # Errors
    /// [`ParameterError::Value`].
    pub fn choose<T: Copy>(&self, name: &str, choices: &[(&str, T)]) -> Result<T, ParameterError> {
        let Some(text) = self.text(name) else { return Ok(choices[0].1) };
        choices.iter().find(|(choice, _)| *choice == text).map(|(_, value)| *value).ok_or_else(|| {
            let all: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
            ParameterError::Value {
                name: name.to_owned(),
                value: text.to_owned(),
                expected: format!("one of {}", all.join(", ")),
            }
        })
    }
}

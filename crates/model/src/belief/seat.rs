use std::fmt::Write as _;

/// A seat's strategy that is drawn: pieces of a text such as `time:exponent=2`.
#[derive(Clone, Debug)]
pub struct Seat {
    /// The pieces, in the order of the text.
    pub pieces: Vec<Piece>,
}

/// A piece of a strategy's text.
#[derive(Clone, Debug)]
pub enum Piece {
    /// The same in every draw.
    Known(String),
    /// The number that a column says.
    Number {
        /// The column.
        column: usize,
        /// Whether the nearest whole number is meant.
        whole: bool,
    },
    /// One of these, by the label that a column says.
    OneOf {
        /// The column, whose values are positions in `options`.
        column: usize,
        /// The texts.
        options: Vec<String>,
    },
}

impl Seat {
    /// The strategy's text in the draw `values`.
    #[must_use]
    pub fn text(&self, values: &[f64]) -> String {
        let mut text = String::new();
        self.write(values, &mut text);
        text
    }

    fn write(&self, values: &[f64], text: &mut String) {
        text.clear();
        for piece in &self.pieces {
            match piece {
                Piece::Known(known) => text.push_str(known),
                Piece::Number { column, whole } => {
                    let number = values[*column];
                    let number = if *whole { number.round() + 0.0 } else { number };
                    write!(text, "{number}").expect("a text takes all that is written to it");
                }
                Piece::OneOf { column, options } => text.push_str(&options[values[*column] as usize]),
            }
        }
    }

    /// Puts the drawn strategy, or else the `known` one, into `text`.
    pub(super) fn put(seat: Option<&Self>, known: &str, values: &[f64], text: &mut String) {
        match seat {
            Some(seat) => seat.write(values, text),
            None => {
                text.clear();
                text.push_str(known);
            }
        }
    }
}

/// A table of the page.
pub(super) struct Table {
    /// What it shows, above it.
    pub(super) caption: String,
    pub(super) head: Vec<Head>,
    pub(super) rows: Vec<Row>,
    /// What is not in it, below it.
    pub(super) foot: Option<String>,
}

/// The head of a column.
pub(super) struct Head {
    pub(super) text: String,
    pub(super) number: bool,
}

/// A row; its first cell is its head.
pub(super) struct Row {
    pub(super) head: String,
    pub(super) cells: Vec<Cell>,
    /// Whether it stands out: a sum, the agreement.
    pub(super) strong: bool,
}

pub(super) enum Cell {
    Text(String),
    Number(String),
    /// A bar with its figure beside it.
    Bar(Bar),
}

/// A bar; all lengths in per cent of the cell.
pub(super) struct Bar {
    pub(super) text: String,
    /// How long the whole would be.
    pub(super) whole: f64,
    /// Where the bar begins.
    pub(super) from: f64,
    /// Where it ends.
    pub(super) to: f64,
    /// A tick across the bar: a walk-away, a mean.
    pub(super) tick: Option<f64>,
    /// The number of the party, for its colour.
    pub(super) party: usize,
}

impl Table {
    pub(super) fn new(caption: impl Into<String>, head: Vec<Head>) -> Self {
        Self { caption: caption.into(), head, rows: Vec::new(), foot: None }
    }

    pub(super) fn push(&mut self, head: impl Into<String>, cells: Vec<Cell>) {
        self.rows.push(Row { head: head.into(), cells, strong: false });
    }

    pub(super) fn push_strong(&mut self, head: impl Into<String>, cells: Vec<Cell>) {
        self.rows.push(Row { head: head.into(), cells, strong: true });
    }
}

impl Bar {
    /// The bar's place in the eight colours that parties take in turn.
    fn colour(&self) -> usize {
        self.party % wasit_charts::PARTY_COLOURS
    }

    /// The custom properties that the style sheet draws the bar from.
    pub(super) fn style(&self) -> String {
        let inside = |share: f64| share.clamp(0.0, 100.0);
        let tick = self.tick.map_or(String::new(), |at| format!(";--tick:{:.1}%", inside(at)));
        format!(
            "--whole:{:.1}%;--from:{:.1}%;--to:{:.1}%;--bar:var(--chart-party-{}){tick}",
            inside(self.whole),
            inside(self.from),
            inside(self.to),
            self.colour()
        )
    }
}

pub(super) fn text(text: impl Into<String>) -> Head {
    Head { text: text.into(), number: false }
}

pub(super) fn number(text: impl Into<String>) -> Head {
    Head { text: text.into(), number: true }
}

use crate::engine::course::{Course, Edges, Ground, Reading, Stretch};

/// Of a course all that its readings gave: kept from one question to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) edges: Edges,
    pub(crate) course: Course,
    pub(crate) closed: Vec<Stretch>,
    /// How many readings it has come past.
    count: usize,
    /// Where it stood before: a late observation costs no reading from the first on.
    marks: Vec<Mark>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    count: usize,
    course: Course,
    closed: usize,
}

/// After how many readings a course is marked.
const MARK: usize = 1024;

impl Read {
    pub(crate) fn new(edges: Edges) -> Self {
        Self { edges, ..Self::default() }
    }

    /// Reads what it has not come past yet.
    pub(crate) fn read_on(
        &mut self,
        ground: Ground<'_>,
        readings: &[Reading],
        counts: impl Fn(&Reading) -> bool,
    ) {
        for reading in &readings[self.count..] {
            if self.count.is_multiple_of(MARK) {
                self.marks.push(Mark { count: self.count, course: self.course, closed: self.closed.len() });
            }
            if counts(reading) {
                self.course.read(ground, &self.edges, *reading, &mut self.closed);
            }
            self.count += 1;
        }
    }

    /// Goes back to where the reading at a place has not been read.
    pub(crate) fn rewind(&mut self, place: usize) {
        while self.count > place {
            // The first mark stands before all readings.
            let Some(mark) = self.marks.pop() else { return };
            self.count = mark.count;
            self.course = mark.course;
            self.closed.truncate(mark.closed);
        }
    }
}

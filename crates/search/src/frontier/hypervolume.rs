use crate::Point;

/// The measure of all utility vectors that some of `points` reaches and that give every side more than `reference`:
/// area for two sides, volume for three, ….
///
/// One pass for one side; O(p log p) for two; for three O(p log p + p s), s being the steps of a staircase (a sweep as
/// in Beume et al. 2009); for n sides the exclusive volumes of While, Bradstreet & Barone (2012), each of them a
/// volume of n − 1 sides over the points that are left: O(p^(n − 2) s) at worst, far less where points limit each
/// other. Points that give a side no more than the reference count nothing.
#[must_use]
pub fn hypervolume(points: &[Point], reference: &[f64]) -> f64 {
    let gains = |point: &Point| -> Vec<f64> {
        point.utilities.iter().zip(reference).map(|(utility, from)| utility - from).collect()
    };
    let all: Vec<Vec<f64>> =
        points.iter().map(gains).filter(|gains| gains.iter().all(|&gain| gain > 0.0)).collect();
    volume(all, reference.len())
}

/// The volume of what lies between the origin and `points`, of which the first `sides` numbers are read.
fn volume(mut points: Vec<Vec<f64>>, sides: usize) -> f64 {
    match sides {
        0 => 0.0,
        1 => points.iter().map(|point| point[0]).fold(0.0, f64::max),
        2 => {
            points.sort_unstable_by(|a, b| b[0].total_cmp(&a[0]));
            let mut above = 0.0;
            let mut area = 0.0;
            for point in &points {
                if point[1] > above {
                    area += point[0] * (point[1] - above);
                    above = point[1];
                }
            }
            area
        }
        3 => {
            points.sort_unstable_by(|a, b| b[2].total_cmp(&a[2]));
            let mut steps = Steps::default();
            let mut sum = 0.0;
            for (at, point) in points.iter().enumerate() {
                steps.add(point[0], point[1]);
                let next = points.get(at + 1).map_or(0.0, |next| next[2]);
                sum += steps.area * (point[2] - next);
            }
            sum
        }
        _ => {
            let last = sides - 1;
            points.sort_unstable_by(|a, b| a[last].total_cmp(&b[last]));
            let mut sum = 0.0;
            for at in 0..points.len() {
                let (point, rest) = (&points[at], &points[at + 1..]);
                let own: f64 = point[..last].iter().product();
                // What lies behind has at least as much of the last number, so that this one alone limits it.
                let limited = rest
                    .iter()
                    .map(|other| other[..last].iter().zip(point).map(|(a, b)| a.min(*b)).collect())
                    .collect();
                sum += point[last] * (own - volume(undominated(limited), last));
            }
            sum
        }
    }
}

/// The staircase of points seen, by rising first and falling second number, and the area under it.
#[derive(Default)]
struct Steps {
    steps: Vec<(f64, f64)>,
    area: f64,
}

impl Steps {
    fn add(&mut self, x: f64, y: f64) {
        let at = self.steps.partition_point(|step| step.0 < x);
        if self.steps.get(at).is_some_and(|step| step.1 >= y) {
            return;
        }
        // Steps before `at` that are no higher are swallowed, from the right, each with the area that it had left.
        let below = self.steps.get(at).map_or(0.0, |step| step.1);
        let (mut from, mut right, mut high) = (at, x, below);
        while from > 0 && self.steps[from - 1].1 <= y {
            let step = self.steps[from - 1];
            self.area += (right - step.0) * (y - high);
            (right, high) = step;
            from -= 1;
        }
        let left = if from > 0 { self.steps[from - 1].0 } else { 0.0 };
        self.area += (right - left) * (y - high);
        let end = at + usize::from(self.steps.get(at).is_some_and(|step| step.0 == x));
        self.steps.splice(from..end, [(x, y)]);
    }
}

/// Those that no other covers; of equals one.
fn undominated(mut points: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    points.sort_unstable_by(|a, b| b.partial_cmp(a).unwrap_or(std::cmp::Ordering::Equal));
    let mut kept: Vec<Vec<f64>> = Vec::new();
    for point in points {
        if !kept.iter().any(|other| other.iter().zip(&point).all(|(a, b)| a >= b)) {
            kept.push(point);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(points: &[&[f64]], reference: &[f64], expect: f64) {
        let points: Vec<Point> = points
            .iter()
            .map(|point| Point { package: wasit_model::Package::new(), utilities: point.to_vec() })
            .collect();
        let found = hypervolume(&points, reference);
        assert!((found - expect).abs() < 1e-12, "{points:?}: {found}, not {expect}");
    }

    #[test]
    fn boxes_add_up_and_overlaps_count_once() {
        check(&[], &[0.0, 0.0], 0.0);
        check(&[&[0.5], &[0.75]], &[0.25], 0.5);
        check(&[&[1.0, 0.5], &[0.5, 1.0]], &[0.0, 0.0], 0.75);
        check(&[&[1.0, 0.5], &[0.5, 1.0], &[2.0, 0.0]], &[0.0, 0.0], 0.75);
        check(&[&[1.0, 0.5, 1.0], &[0.5, 1.0, 1.0]], &[0.0, 0.0, 0.0], 0.75);
        check(&[&[3.0, 1.0, 1.0], &[1.0, 3.0, 1.0], &[1.0, 1.0, 3.0]], &[0.0, 0.0, 0.0], 7.0);
        check(&[&[2.0, 1.0, 1.0, 1.0], &[1.0, 1.0, 1.0, 3.0]], &[0.0; 4], 4.0);
        check(&[&[2.0, 1.0, 1.0, 1.0], &[2.0, 1.0, 1.0, 1.0]], &[0.0; 4], 2.0);
    }
}

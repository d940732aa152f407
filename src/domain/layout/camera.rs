//! What part of the drawing is seen: pan, zoom, fit.

use super::{Rect, Size};

const MIN_SCALE: f64 = 0.15;
const MAX_SCALE: f64 = 2.0;
const MARGIN: f64 = 16.0;

/// Scale and place of the drawing's corner on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// Screen pixels per unit.
    pub scale: f64,
    /// Screen x of the drawing's corner.
    pub x: f64,
    /// Screen y of the drawing's corner.
    pub y: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self { scale: 1.0, x: MARGIN, y: MARGIN }
    }
}

impl Camera {
    /// Shows the whole drawing, never larger than life.
    pub fn fit(drawing: Size, screen: Size) -> Self {
        let room = |screen: f64, drawing: f64| (screen - 2.0 * MARGIN).max(1.0) / drawing.max(1.0);
        let scale = room(screen.width, drawing.width).min(room(screen.height, drawing.height)).clamp(MIN_SCALE, 1.0);
        let x = (screen.width - drawing.width * scale) / 2.0;
        Self { scale, x: x.max(MARGIN), y: MARGIN }
    }

    /// Zooms about a point of the screen.
    pub fn zoom(self, factor: f64, x: f64, y: f64) -> Self {
        let scale = (self.scale * factor).clamp(MIN_SCALE, MAX_SCALE);
        let k = scale / self.scale;
        Self { scale, x: x - (x - self.x) * k, y: y - (y - self.y) * k }
    }

    /// Moves by pixels of the screen.
    pub fn pan(self, dx: f64, dy: f64) -> Self {
        Self { x: self.x + dx, y: self.y + dy, ..self }
    }

    /// Moves no further than needed to have a box in view.
    pub fn reveal(self, target: &Rect, screen: Size) -> Self {
        let shift = |at: f64, length: f64, room: f64| {
            if at < MARGIN {
                MARGIN - at
            } else if at + length > room - MARGIN {
                (room - MARGIN - at - length).max(MARGIN - at)
            } else {
                0.0
            }
        };
        let (x, y) = (target.x * self.scale + self.x, target.y * self.scale + self.y);
        self.pan(shift(x, target.width * self.scale, screen.width), shift(y, target.height * self.scale, screen.height))
    }

    /// The part of the drawing on a screen.
    pub fn viewport(self, screen: Size) -> Rect {
        Rect {
            x: -self.x / self.scale,
            y: -self.y / self.scale,
            width: screen.width / self.scale,
            height: screen.height / self.scale,
        }
    }

    /// As an SVG transform.
    pub fn transform(self) -> String {
        format!("translate({} {}) scale({})", self.x, self.y, self.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zoom_keeps_the_point_under_the_pointer() {
        let camera = Camera { scale: 1.0, x: 10.0, y: 20.0 }.zoom(2.0, 110.0, 120.0);
        // (110 - 10) / 1 = 100 = (110 - x) / 2  =>  x = -90
        assert_eq!(camera, Camera { scale: 2.0, x: -90.0, y: -80.0 });
    }

    #[test]
    fn reveal_moves_no_further_than_needed() {
        let screen = Size { width: 400.0, height: 300.0 };
        let seen = Rect { x: 20.0, y: 20.0, width: 50.0, height: 50.0 };
        assert_eq!(Camera::default().reveal(&seen, screen), Camera::default());
        let right = Rect { x: 500.0, ..seen };
        let camera = Camera::default().reveal(&right, screen);
        // right edge of the box at 400 - 16
        assert!((right.right() + camera.x - 384.0).abs() < 1e-9);
    }
}

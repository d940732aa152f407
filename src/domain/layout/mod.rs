//! Tidy tree layout for drawing.

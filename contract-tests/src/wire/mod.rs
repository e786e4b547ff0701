//! Values as they go over the wire, and the texts there as the values that they can stand for: parameters in their
//! styles, bodies in their media types. It must not know which values are good.

pub mod decode;
pub mod encode;
pub mod media;
pub mod parameter;
pub mod payload;

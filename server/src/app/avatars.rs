//! Pictures that users upload: decoded, reduced and written anew, so that nothing of the file itself is passed on.

use std::io::Cursor;
use std::sync::Arc;

use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, Limits};
use uuid::Uuid;

use crate::app::App;
use crate::domain::{AvatarId, Error, Invalid, Picture, PictureFormat, Upload};

/// The sides within which a picture is stored, in pixels, greatest first.
const SIDES: [u32; 2] = [256, 192];
/// The most scans of a JPEG, the one of a thumbnail in its metadata among them. Encoders make a dozen at most, and a
/// few bytes are enough for each to cost as much as the whole picture.
const SCANS_MAX: usize = 20;
/// What a decoder may allocate: the greatest picture at eight bytes a pixel, and half as much again to work with.
const ALLOCATION_MAX: u64 = 24 * 1024 * 1024;

impl App {
    /// An uploaded picture, a PNG.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn avatar_view(&self, id: &str) -> Result<Vec<u8>, Error> {
        let id = AvatarId::parse(id).ok_or(Error::NotFound)?;
        self.database().avatar_view(id).await?.ok_or(Error::NotFound)
    }

    /// Makes the picture that is stored out of the one that was sent.
    ///
    /// # Errors
    /// Within: the file is no picture, or one with too many pixels. [`Error::Unavailable`] when too many are waiting.
    pub(super) async fn picture(
        &self,
        tenant: Uuid,
        upload: Upload,
    ) -> Result<Result<Picture, Invalid>, Error> {
        let png = match self.pictures().run(move || rewritten(&upload)).await? {
            Ok(png) => Arc::from(png),
            Err(invalid) => return Ok(Err(invalid)),
        };
        Ok(Ok(Picture { id: AvatarId::generate(tenant)?, png }))
    }
}

/// The picture, reduced and upright, as a PNG without metadata.
fn rewritten(upload: &Upload) -> Result<Vec<u8>, Invalid> {
    let (picture, orientation) = decoded(upload).map_err(|error| match error {
        Undecodable::Size(invalid) => invalid,
        Undecodable::Content => Invalid::new("must hold a picture that can be decoded"),
    })?;
    // Noise with transparency can be larger as a PNG than what is taken; what is answered can always be sent back.
    SIDES
        .into_iter()
        .map(|side| encoded(&reduced(&picture, orientation, side)))
        .find(|png| png.as_ref().is_none_or(|png| png.len() <= Upload::BYTES_MAX))
        .flatten()
        .ok_or_else(|| Invalid::new("must hold a picture that can be written as PNG"))
}

/// Why a picture was not decoded.
enum Undecodable {
    Size(Invalid),
    Content,
}

impl From<ImageError> for Undecodable {
    fn from(_: ImageError) -> Self {
        Self::Content
    }
}

/// The first frame in the pixels of the file, and how it is to be turned.
fn decoded(upload: &Upload) -> Result<(DynamicImage, Orientation), Undecodable> {
    let file = Cursor::new(upload.bytes.as_slice());
    let mut limits = Limits::default();
    limits.max_alloc = Some(ALLOCATION_MAX);
    let format = upload.format;
    if format == PictureFormat::Jpeg && scans(&upload.bytes) > SCANS_MAX {
        return Err(Undecodable::Content);
    }
    match format {
        PictureFormat::Png => read(PngDecoder::with_limits(file, limits.clone())?, format, limits),
        PictureFormat::Jpeg => read(JpegDecoder::new(file)?, format, limits),
        PictureFormat::Gif => read(GifDecoder::new(file)?, format, limits),
        PictureFormat::WebP => read(WebPDecoder::new(file)?, format, limits),
    }
}

/// How many times a JPEG goes over its pixels: every marker "start of scan". Within the pixels' own data no two bytes
/// look like one.
fn scans(jpeg: &[u8]) -> usize {
    jpeg.windows(2).filter(|pair| *pair == [0xff, 0xda]).count()
}

/// Reads what the header says, and the pixels only if that can be.
fn read(
    mut decoder: impl ImageDecoder,
    format: PictureFormat,
    mut limits: Limits,
) -> Result<(DynamicImage, Orientation), Undecodable> {
    let (width, height) = decoder.dimensions();
    format.check_size(width, height).map_err(Undecodable::Size)?;
    limits.reserve(decoder.total_bytes())?;
    decoder.set_limits(limits)?;
    let orientation = decoder.orientation()?;
    Ok((DynamicImage::from_decoder(decoder)?, orientation))
}

/// The picture within a square and upright, in eight bits a channel, with transparency where it has any.
fn reduced(picture: &DynamicImage, orientation: Orientation, side: u32) -> DynamicImage {
    let fits = picture.width() <= side && picture.height() <= side;
    let mut small = if fits { picture.clone() } else { picture.thumbnail(side, side) };
    // What was turned by a mark in the metadata, which is not kept, is turned for good.
    small.apply_orientation(orientation);
    let rgba = small.into_rgba8();
    if rgba.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
        DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(rgba).into_rgb8())
    } else {
        DynamicImage::ImageRgba8(rgba)
    }
}

fn encoded(picture: &DynamicImage) -> Option<Vec<u8>> {
    let mut png = Vec::new();
    // A better compression would take longer than all else.
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive);
    picture.write_with_encoder(encoder).ok()?;
    Some(png)
}

#[cfg(test)]
mod tests {
    use image::codecs::gif::GifEncoder;
    use image::{Frame, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage, load_from_memory};

    use super::*;

    const RED: Rgb<u8> = Rgb([200, 20, 20]);
    const BLUE: Rgb<u8> = Rgb([20, 20, 200]);

    fn upload(bytes: Vec<u8>) -> Upload {
        Upload { format: PictureFormat::of(&bytes).unwrap(), bytes }
    }

    fn file(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.into().write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn rewritten_of(bytes: Vec<u8>) -> DynamicImage {
        let png = rewritten(&upload(bytes)).unwrap();
        assert_eq!(PictureFormat::of(&png), Some(PictureFormat::Png));
        load_from_memory(&png).unwrap()
    }

    fn reason(bytes: Vec<u8>) -> String {
        rewritten(&upload(bytes)).unwrap_err().reason
    }

    fn is_near(picture: &DynamicImage, x: u32, y: u32, colour: Rgb<u8>) -> bool {
        let found = picture.to_rgb8().get_pixel(x, y).0;
        found.iter().zip(colour.0).all(|(a, b)| a.abs_diff(b) < 30)
    }

    /// Numbers that do not compress, the same each time.
    fn noise() -> impl Iterator<Item = u8> {
        let mut state = 1_u32;
        std::iter::repeat_with(move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        })
    }

    /// A PNG whose header says this size, with one pixel behind it.
    fn header(width: u32, height: u32) -> Vec<u8> {
        let mut png = file(RgbImage::new(1, 1), ImageFormat::Png);
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        let mut sum = flate2::Crc::new();
        sum.update(&png[12..29]);
        png[29..33].copy_from_slice(&sum.sum().to_be_bytes());
        png
    }

    #[test]
    fn every_format_becomes_a_png_within_its_square() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
            for (size, expected) in [((1024, 512), (256, 128)), ((100, 40), (100, 40)), ((4096, 1), (256, 1))]
            {
                let picture = rewritten_of(file(RgbImage::from_pixel(size.0, size.1, RED), format));
                assert_eq!((picture.width(), picture.height()), expected, "{format:?}");
                assert!(is_near(&picture, 0, 0, RED), "{format:?}");
            }
        }
    }

    #[test]
    fn of_an_animation_the_first_frame_is_taken() {
        let mut bytes = Vec::new();
        let mut encoder = GifEncoder::new(&mut bytes);
        for colour in [RED, BLUE] {
            let frame = DynamicImage::from(RgbImage::from_pixel(8, 8, colour)).to_rgba8();
            encoder.encode_frame(Frame::new(frame)).unwrap();
        }
        drop(encoder);
        assert!(is_near(&rewritten_of(bytes), 4, 4, RED));
    }

    #[test]
    fn transparency_is_kept() {
        let picture =
            rewritten_of(file(RgbaImage::from_pixel(300, 300, Rgba([1, 2, 3, 0])), ImageFormat::Png));
        assert_eq!(picture.to_rgba8().get_pixel(9, 9).0[3], 0);
    }

    #[test]
    fn a_turned_picture_is_stored_upright_and_without_metadata() {
        let picture = RgbImage::from_fn(64, 32, |x, _| if x < 32 { RED } else { BLUE });
        let jpeg = file(picture, ImageFormat::Jpeg);
        // One EXIF entry: orientation 6, to be turned by 90° clockwise.
        let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0secret place";
        let mut marked = jpeg[..2].to_vec();
        marked.extend([0xff, 0xe1]);
        marked.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        marked.extend(exif);
        marked.extend(&jpeg[2..]);
        let png = rewritten(&upload(marked)).unwrap();
        assert!(!png.windows(6).any(|window| window == b"secret"));
        let picture = load_from_memory(&png).unwrap();
        assert_eq!((picture.width(), picture.height()), (32, 64));
        assert!(is_near(&picture, 16, 8, RED) && is_near(&picture, 16, 56, BLUE));
    }

    #[test]
    fn the_header_alone_refuses_what_is_too_large() {
        for (width, height) in [(4097, 1), (1, 4097), (1449, 1449), (65_535, 65_535)] {
            assert!(reason(header(width, height)).contains("pixels a side"), "{width} {height}");
        }
        // Where the size may be, the same file is found to lack its pixels.
        assert!(reason(header(1448, 1448)).contains("can be decoded"));
        // A frame far beyond the GIF's own size.
        let mut gif = file(RgbImage::new(8, 8), ImageFormat::Gif);
        let frame = gif.windows(10).position(|w| w == [0x2c, 0, 0, 0, 0, 8, 0, 8, 0, w[9]]).unwrap();
        gif[frame + 5..frame + 9].fill(0xff);
        assert!(reason(gif).contains("can be decoded"));
    }

    #[test]
    fn a_jpeg_may_not_go_over_its_pixels_again_and_again() {
        let jpeg = file(RgbImage::from_pixel(64, 64, RED), ImageFormat::Jpeg);
        let (start, end) = (jpeg.windows(2).position(|w| w == [0xff, 0xda]).unwrap(), jpeg.len() - 2);
        let repeated =
            |times: usize| [&jpeg[..start], &jpeg[start..end].repeat(times), &jpeg[end..]].concat();
        assert_eq!(scans(&repeated(20)), 20);
        assert!(is_near(&rewritten_of(repeated(20)), 9, 9, RED));
        assert!(reason(repeated(21)).contains("can be decoded"));
    }

    #[test]
    fn what_is_stored_can_be_sent_back_and_stays_the_same() {
        let noise: Vec<u8> = noise().take(256 * 256 * 4).collect();
        let noise = RgbaImage::from_raw(256, 256, noise).unwrap();
        // So much noise is no file that would be taken, but a picture that one may hold.
        let stored = rewritten(&upload(file(noise, ImageFormat::Png))).unwrap();
        assert!(stored.len() <= Upload::BYTES_MAX, "{}", stored.len());
        assert_eq!(load_from_memory(&stored).unwrap().width(), 192);
        let photo =
            rewritten(&upload(file(RgbImage::from_pixel(900, 700, BLUE), ImageFormat::Jpeg))).unwrap();
        for png in [stored, photo] {
            assert_eq!(rewritten(&upload(png.clone())).unwrap(), png);
        }
    }

    #[test]
    fn damage_is_refused_or_repaired_and_never_a_panic() {
        let gradient = RgbImage::from_fn(40, 30, |x, y| Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 9]));
        let mut noise = noise();
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
            let whole = file(gradient.clone(), format);
            for end in (12..whole.len()).step_by(7) {
                let _either = rewritten(&upload(whole[..end].to_vec()));
            }
            for _ in 0..300 {
                let mut bytes = whole.clone();
                for _ in 0..3 {
                    let place =
                        usize::from(u16::from_be_bytes([noise.next().unwrap(), noise.next().unwrap()]));
                    bytes[12 + place % (whole.len() - 12)] = noise.next().unwrap();
                }
                let _either = rewritten(&upload(bytes));
            }
        }
        for magic in [b"\x89PNG\r\n\x1a\n".as_slice(), b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBP"] {
            assert!(reason(magic.to_vec()).contains("can be decoded"), "{magic:?}");
        }
    }
}

//! From SVG to a PNG file.

use resvg::{tiny_skia, usvg};

use super::style::Style;
use super::texture::{self, Pixels};

/// Pixels of the shorter side of a pixel picture before it is enlarged.
const COARSE: u32 = 144;

/// Why a picture could not be made; each is a fault of ours, not of the request.
#[derive(Debug, thiserror::Error)]
pub(super) enum RasterError {
    #[error("the scene's vector drawing is not valid: {0}")]
    Drawing(#[from] usvg::Error),
    #[error("there is no canvas of {0}×{1} pixels")]
    Canvas(u32, u32),
    #[error("the picture could not be encoded: {0}")]
    Encoding(#[from] png::EncodingError),
}

/// Renders and textures the drawing, and encodes it fast rather than small: whoever stores it makes a JPEG
/// or WebP of it anyway.
pub(super) fn png(svg: &str, style: Style, seed: u64, size: (u32, u32)) -> Result<Vec<u8>, RasterError> {
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default())?;
    let (width, height) = size;
    let picture = if style == Style::Pixel {
        let step = (width.min(height) / COARSE).max(1);
        let coarse = render(&tree, (width / step).max(1), (height / step).max(1))?;
        coarse.posterised().enlarged(width as usize, height as usize)
    } else {
        texture::apply(render(&tree, width, height)?, style, seed)
    };
    encode(&picture)
}

fn render(tree: &usvg::Tree, width: u32, height: u32) -> Result<Pixels, RasterError> {
    let mut pixmap = tiny_skia::Pixmap::new(width, height).ok_or(RasterError::Canvas(width, height))?;
    pixmap.fill(tiny_skia::Color::WHITE);
    let size = tree.size();
    let scale = tiny_skia::Transform::from_scale(width as f32 / size.width(), height as f32 / size.height());
    resvg::render(tree, scale, &mut pixmap.as_mut());
    // Opaque throughout, so premultiplied is plain.
    let rgb = pixmap.pixels().iter().map(|p| [p.red(), p.green(), p.blue()]).collect();
    Ok(Pixels { width: width as usize, height: height as usize, rgb })
}

fn encode(picture: &Pixels) -> Result<Vec<u8>, RasterError> {
    let mut bytes = Vec::with_capacity(picture.rgb.len());
    let mut encoder = png::Encoder::new(&mut bytes, picture.width as u32, picture.height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(picture.rgb.as_flattened())?;
    writer.finish()?;
    Ok(bytes)
}

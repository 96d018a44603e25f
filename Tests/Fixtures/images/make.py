"""Draws the pictures of this folder and computes the references beside them.

Made with Pillow 13.0.0, NumPy 2.4.6, transformers 5.23.0 and torch 2.13.0 on the CPU. The pictures are
drawn here, of shapes and gradients; the models are the untrained ones of ../models. Run from this folder:
python make.py
"""
import json, os, struct, zlib
import numpy as np
from PIL import Image, ImageDraw, ImageOps
from safetensors.numpy import save_file

def picture(width, height):
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    a = np.stack([
        110 + 90 * np.sin(x / 9) * np.cos(y / 13),
        80 + 150 * y / height,
        200 - 120 * x / width + 30 * np.sin((x + y) / 3)], axis=-1)
    image = Image.fromarray(np.clip(a, 0, 255).astype(np.uint8), "RGB")
    draw = ImageDraw.Draw(image)
    draw.ellipse([width * .55, height * .15, width * .9, height * .6], fill=(245, 190, 40))
    draw.rectangle([width * .1, height * .5, width * .4, height * .9], fill=(30, 60, 140))
    draw.line([0, height - 1, width, 0], fill=(250, 250, 250), width=2)
    return image

wide = picture(97, 61)
tall = picture(50, 83)
wide.save("wide.png"); tall.save("tall.png"); picture(64, 64).save("square.png")
wide.save("wide.jpg", quality=92)
tall.save("progressive.jpg", quality=80, progressive=True, subsampling=2)
wide.convert("L").save("grey.png"); wide.convert("L").save("grey.jpg", quality=90)
wide.quantize(16, dither=0).save("palette.png", bits=4)
wide.convert("CMYK").save("cmyk.jpg", quality=90)
alpha = wide.convert("RGBA")
alpha.putalpha(Image.fromarray((np.mgrid[0:61, 0:97][1] * 255 // 96).astype(np.uint8)))
alpha.save("alpha.png")
for orientation in range(1, 9):
    exif = Image.Exif(); exif[0x0112] = orientation
    wide.save(f"orientation-{orientation}.jpg", quality=92, exif=exif)

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
def png(width, height, depth, color, rows, interlace=0):
    return (b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlace))
            + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))
# Sixteen bits: each sample is the picture's times 257.
deep = np.asarray(wide).astype(">u2") * 257
open("sixteen.png", "wb").write(
    png(97, 61, 16, 2, b"".join(b"\0" + row.astype(">u2").tobytes() for row in deep)))
# Adam7: seven passes.
pixels = np.asarray(wide); rows = b""
for (y0, x0, dy, dx) in [(0,0,8,8),(0,4,8,8),(4,0,8,4),(0,2,4,4),(2,0,4,2),(0,1,2,2),(1,0,2,1)]:
    part = pixels[y0::dy, x0::dx]
    if part.size: rows += b"".join(b"\0" + row.tobytes() for row in part)
open("interlaced.png", "wb").write(png(97, 61, 8, 2, rows, 1))
# What claims 50000 by 50000 pixels and holds none.
open("claims-much.png", "wb").write(png(50000, 50000, 8, 2, b""))

# Pixels as Pillow decodes them, shape [height, width, 3].
decoded = {}
for name in ["wide.png", "wide.jpg", "progressive.jpg", "grey.png", "grey.jpg", "palette.png",
             "sixteen.png", "interlaced.png"]:
    decoded[name] = np.asarray(Image.open(name).convert("RGB"))
white = Image.new("RGBA", alpha.size, (255, 255, 255, 255))
decoded["alpha.png"] = np.asarray(Image.alpha_composite(white, Image.open("alpha.png")).convert("RGB"))
save_file(decoded, "decoded.safetensors")

oriented = {}
for orientation in range(1, 9):
    name = f"orientation-{orientation}.jpg"
    oriented[name] = np.ascontiguousarray(np.asarray(ImageOps.exif_transpose(Image.open(name))))
save_file(oriented, "oriented.safetensors")

# Resizing: Pillow's antialiased filters, made smaller and larger.
resized = {}
for name, number in [("lanczos", 1), ("bilinear", 2), ("bicubic", 3), ("box", 4), ("hamming", 5)]:
    for size in [(32, 32), (40, 19), (130, 61), (97, 20)]:
        resized[f"{name} {size[0]}x{size[1]}"] = np.asarray(wide.resize(size, number))
save_file(resized, "resized.safetensors")

# Models: what transformers makes of the files with the folder's preprocessor_config.json.
import torch, transformers
from transformers import AutoModel, CLIPVisionModel
from transformers.image_transforms import center_crop, normalize, rescale
def resize(image, size, resample):
    w, h = image.size
    if "shortest_edge" in size:
        short, long = (w, h) if w <= h else (h, w)
        new_short, new_long = size["shortest_edge"], int(size["shortest_edge"] * long / short)
        target = (new_short, new_long) if w <= h else (new_long, new_short)
    else:
        target = (size["width"], size["height"])
    # Rows first, in two calls: Pillow 13 begins with columns at times, which is a step of 255 off in places.
    return image.resize((target[0], h), resample).resize(target, resample)
imagenet = dict(image_mean=[0.485, 0.456, 0.406], image_std=[0.229, 0.224, 0.225])
common = dict(do_resize=True, do_rescale=True, rescale_factor=1 / 255, do_normalize=True)
processors = {
    "tiny/vit": dict(common, image_processor_type="ViTImageProcessor", size=dict(height=32, width=32),
        resample=2, image_mean=[.5] * 3, image_std=[.5] * 3),
    "untrained/deit": dict(common, image_processor_type="DeiTImageProcessor", size=dict(height=18, width=18),
        resample=3, do_center_crop=True, crop_size=dict(height=16, width=16), **imagenet),
    "untrained/dinov2": dict(common, image_processor_type="BitImageProcessor", size=dict(shortest_edge=32),
        resample=3, do_center_crop=True, crop_size=dict(height=28, width=28), do_convert_rgb=True, **imagenet),
    "untrained/dinov2_registers": dict(common, image_processor_type="BitImageProcessor",
        size=dict(shortest_edge=24), resample=3, do_center_crop=True,
        crop_size=dict(height=20, width=24), do_convert_rgb=True, **imagenet),
    "untrained/clip": dict(common, image_processor_type="CLIPImageProcessor", size=dict(shortest_edge=16),
        resample=3, do_center_crop=True, crop_size=dict(height=16, width=16), do_convert_rgb=True,
        image_mean=[0.48145466, 0.4578275, 0.40821073], image_std=[0.26862954, 0.26130258, 0.27577711]),
}
for folder, config in processors.items():
    size_of_model = json.load(open(f"../models/{folder}/config.json"))
    if folder == "untrained/deit":
        side = size_of_model["image_size"]
        config["size"] = dict(height=side * 9 // 8, width=side * 9 // 8)
        config["crop_size"] = dict(height=side, width=side)
    json.dump(config, open(f"../models/{folder}/preprocessor_config.json", "w"), indent=2)
    if folder == "untrained/clip":
        model = CLIPVisionModel.from_pretrained(f"../models/{folder}", attn_implementation="eager")
    else:
        model = AutoModel.from_pretrained(f"../models/{folder}", attn_implementation="eager")
    arrays = {}
    for name in ["wide.png", "tall.png", "wide.jpg"]:
        image = resize(Image.open(name).convert("RGB"), config["size"], config["resample"])
        a = np.asarray(image)
        if config.get("do_center_crop"):
            a = center_crop(a, (config["crop_size"]["height"], config["crop_size"]["width"]),
                            input_data_format="channels_last")
        seen = a.copy()
        a = rescale(a, config["rescale_factor"], input_data_format="channels_last")
        a = normalize(a, config["image_mean"], config["image_std"], input_data_format="channels_last")
        values = np.ascontiguousarray(a.transpose(2, 0, 1)).astype(np.float32)
        with torch.no_grad():
            out = model(torch.tensor(values)[None], output_attentions=True)
        # The library's own processor gives the same, within such a step.
        own = getattr(transformers, config["image_processor_type"] + "Pil")(**config)(
            Image.open(name).convert("RGB"), return_tensors="np")["pixel_values"][0]
        assert np.abs(own - values).max() < 0.0181, (folder, name, np.abs(own - values).max())
        arrays[f"{name} seen"] = np.ascontiguousarray(seen).astype(np.uint8)
        arrays[f"{name} pixel_values"] = values
        arrays[f"{name} attentions"] = torch.stack(out.attentions)[:, 0].numpy()
    save_file(arrays, f"seen-{folder.split('/')[1]}.safetensors")

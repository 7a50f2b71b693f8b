using System.Buffers.Binary;
using System.Text.Json;

namespace Unbraid.Inference.Checkpoints;

/// <summary>
/// A safetensors file: the length of the header as a 64-bit integer, a JSON header
/// <c>{"name": {"dtype": "F16", "shape": [..], "data_offsets": [begin, end]}, "__metadata__": {"key": "text"}}</c>, then the bytes.
/// </summary>
/// <remarks>Format: https://huggingface.co/docs/safetensors.</remarks>
internal static class SafetensorsFile
{
    private const long MaxHeader = 16 << 20;

    /// <summary>Whether the first nine bytes look like this format: a plausible header length and an opening brace.</summary>
    public static bool IsLike(ReadOnlySpan<byte> head) =>
        head.Length >= 9 && BinaryPrimitives.ReadInt64LittleEndian(head) is > 1 and <= MaxHeader && head[8] == '{';

    public static (Dictionary<string, StoredTensor> Tensors, Dictionary<string, string> Metadata) Read(CheckpointFile file)
    {
        Span<byte> prefix = stackalloc byte[8];
        file.Read(0, prefix);
        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length > file.Length - 8)
        {
            throw new CheckpointException("the file ends too early; it is cut off or damaged.");
        }

        var header = new byte[length];
        file.Read(8, header);
        var data = new FileRange(8 + length, file.Length - 8 - length);
        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 8 });
            var tensors = new Dictionary<string, StoredTensor>();
            var metadata = new Dictionary<string, string>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                {
                    foreach (var item in property.Value.EnumerateObject())
                    {
                        metadata[item.Name] = item.Value.GetString() ?? "";
                    }
                }
                else if (ReadTensor(property, data) is { } tensor && !tensors.TryAdd(property.Name, tensor))
                {
                    throw new CheckpointException($"the tensor {property.Name} is there twice.");
                }
            }

            return (tensors, metadata);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new CheckpointException("its header is damaged.");
        }
    }

    private static StoredTensor ReadTensor(JsonProperty property, FileRange data)
    {
        var type = property.Value.GetProperty("dtype").GetString() switch
        {
            "F16" => ElementType.Float16,
            "BF16" => ElementType.BFloat16,
            "F32" => ElementType.Float32,
            "F64" => ElementType.Float64,
            "I64" => ElementType.Int64,
            var other => throw new CheckpointException($"the tensor {property.Name} has the element type {other}, which is not supported."),
        };
        var shape = property.Value.GetProperty("shape").EnumerateArray().Select(v => v.GetInt64()).ToArray();
        var offsets = property.Value.GetProperty("data_offsets");
        var (begin, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        if (begin < 0 || end < begin || end > data.Length || shape.Length > 8 || shape.Any(n => n < 0))
        {
            throw new CheckpointException($"the tensor {property.Name} reaches past the end of the file; it is cut off or damaged.");
        }

        var strides = new long[shape.Length];
        long stride = 1;
        for (var d = shape.Length - 1; d >= 0; d--)
        {
            strides[d] = stride;
            stride = unchecked(stride * Math.Max(shape[d], 1)); // a product too large is refused by StoredTensor.Check
        }

        return new StoredTensor(type, new FileRange(data.Start + begin, end - begin), 0, shape, Array.ConvertAll(strides, s => Math.Max(s, 0)));
    }
}

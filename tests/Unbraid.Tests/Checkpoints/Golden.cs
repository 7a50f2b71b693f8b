using System.Text.Json;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Tests.Checkpoints;

/// <summary>The recorded activations of one network.</summary>
internal sealed class Golden : IDisposable
{
    private readonly Checkpoint _reference;
    private readonly Dictionary<string, (int[] Shape, int Stride)> _sampling;

    public Golden(string folder)
    {
        Folder = PathOf(folder);
        _reference = Checkpoint.Open(Path.Combine(Folder, "reference.safetensors"));
        using var sampling = JsonDocument.Parse(_reference.Metadata["sampling"]);
        _sampling = sampling.RootElement.EnumerateObject().ToDictionary(
            p => p.Name,
            p => (p.Value.GetProperty("shape").EnumerateArray().Select(v => v.GetInt32()).ToArray(), p.Value.GetProperty("stride").GetInt32()));
    }

    public string Folder { get; }

    public static string PathOf(params string[] parts) => Path.Combine([AppContext.BaseDirectory, "Fixtures", "golden", .. parts]);

    public bool Contains(string name) => _reference.Tensors.Contains(name);

    public IEnumerable<string> Names => _reference.Tensors.Names;

    /// <summary>The stored elements of a tensor: every <c>Stride</c>th of the flattened whole.</summary>
    public (float[] Values, int Stride, int[] Shape) Read(string name)
    {
        var shape = _reference.Tensors.ShapeOf(name).Select(n => (int)n).ToArray();
        var (whole, stride) = _sampling.GetValueOrDefault(name, (shape, 1));
        return (_reference.Tensors.Read(name, shape), stride, whole);
    }

    public void Dispose() => _reference.Dispose();
}

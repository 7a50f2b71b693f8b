using System.Text.Json;

namespace Unbraid.Inference.Checkpoints;

/// <summary>A checkpoint file: which network it belongs to, how that is built, and its tensors. Nothing in the file is ever executed.</summary>
/// <remarks>
/// Formats: PyTorch files (ZIP container, and the container before version 1.6) and safetensors. PyTorch files hold either the
/// dictionary of Demucs (<c>klass, args, kwargs, state</c>) or a plain dictionary of tensors, possibly under <c>best_state</c>,
/// <c>state</c>, <c>state_dict</c> or <c>model</c>, possibly with <c>module.</c> before every name. A safetensors file may
/// carry <c>klass</c> and <c>kwargs</c> (JSON) in its metadata.
/// </remarks>
internal sealed class Checkpoint : IDisposable
{
    private static readonly string[] s_stateKeys = ["best_state", "state", "state_dict", "model_state_dict", "model"];
    private readonly CheckpointFile _file;

    private Checkpoint(CheckpointFile file, string label)
    {
        _file = file;
        Span<byte> head = stackalloc byte[(int)Math.Min(file.Length, 9)];
        file.Read(0, head);
        if (head.StartsWith("PK\x03\x04"u8))
        {
            Tensors = new TensorStore(file, label, FromTorch(TorchFile.ReadZip(file)));
        }
        else if (head.StartsWith((ReadOnlySpan<byte>)[0x80, 2, 0x8a, 10]))
        {
            Tensors = new TensorStore(file, label, FromTorch(TorchFile.ReadLegacy(file)));
        }
        else if (SafetensorsFile.IsLike(head))
        {
            Tensors = new TensorStore(file, label, FromSafetensors(SafetensorsFile.Read(file)));
        }
        else
        {
            throw new CheckpointException("it is neither a PyTorch checkpoint nor a safetensors file.");
        }
    }

    /// <summary>Opens a checkpoint. Tensors are read when asked for, until it is disposed of.</summary>
    /// <exception cref="CheckpointException">The file is missing, damaged, of another kind, or refers to a foreign name.</exception>
    public static Checkpoint Open(string path) => Open(new CheckpointFile(path), Path.GetFileName(path));

    /// <summary>Opens a checkpoint that is no file of its own.</summary>
    /// <param name="content">Its bytes, from the beginning of a stream that can seek; disposed of with the checkpoint.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="CheckpointException">As for a file.</exception>
    public static Checkpoint Open(Stream content, string name) => Open(new CheckpointFile(content), name);

    private static Checkpoint Open(CheckpointFile file, string label)
    {
        try
        {
            return new Checkpoint(file, label);
        }
        catch (CheckpointException e)
        {
            file.Dispose();
            throw new CheckpointException($"{label} cannot be loaded: {e.Message}", e);
        }
    }

    /// <summary>Class of the network, for example <c>HTDemucs</c>, if the file says.</summary>
    public string? ClassName { get; private set; }

    /// <summary>Positional arguments of its constructor.</summary>
    public IReadOnlyList<object?> Args { get; private set; } = [];

    /// <summary>Keyword arguments of its constructor: null, bool, long, double, string, <see cref="Fraction"/>, lists and dictionaries of these.</summary>
    public IReadOnlyDictionary<string, object?> Kwargs { get; private set; } = new Dictionary<string, object?>();

    public TensorStore Tensors { get; }

    /// <summary>The text metadata of a safetensors file; empty for PyTorch files.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = new Dictionary<string, string>();

    public void Dispose() => _file.Dispose();

    private Dictionary<string, StoredTensor> FromTorch(TorchFile torch)
    {
        var root = torch.Root as Dictionary<object, object?> ?? throw new CheckpointException("it holds no dictionary.");
        var state = root;
        if (root.TryGetValue("klass", out var klass))
        {
            ClassName = (klass as ClassReference)?.Name ?? throw new CheckpointException("it does not name the class of its network.");
            Args = root.GetValueOrDefault("args") as object?[] ?? [];
            Kwargs = Plain(root.GetValueOrDefault("kwargs") as Dictionary<object, object?> ?? []);
            state = root.GetValueOrDefault("state") as Dictionary<object, object?> ?? throw new CheckpointException("it holds no weights under state.");
        }
        else
        {
            for (var depth = 0; depth < 3 && s_stateKeys.Select(k => state.GetValueOrDefault(k)).FirstOrDefault(v => v is Dictionary<object, object?>) is { } inner; depth++)
            {
                state = (Dictionary<object, object?>)inner;
            }
        }

        if (state.ContainsKey("__quantized"))
        {
            throw new CheckpointException(PickleGlobals.QuantisedMessage);
        }

        var tensors = new Dictionary<string, StoredTensor>();
        foreach (var (key, value) in state)
        {
            if (key is not string name || value is not TensorReference tensor)
            {
                throw new CheckpointException($"the entry {key} of its weights is no tensor.");
            }

            tensors[name] = Locate(name, tensor, torch.Storages);
        }

        return WithoutModulePrefix(tensors);
    }

    private static StoredTensor Locate(string name, TensorReference tensor, Dictionary<string, FileRange> storages)
    {
        if (!storages.TryGetValue(tensor.Storage.Key, out var bytes))
        {
            throw new CheckpointException($"the storage of the tensor {name} is missing.");
        }

        if (tensor.Storage.Count > bytes.Length / tensor.Storage.Type.Size())
        {
            throw new CheckpointException($"the storage of the tensor {name} is shorter than announced; the file is cut off or damaged.");
        }

        var used = bytes with { Length = tensor.Storage.Count * tensor.Storage.Type.Size() };
        return new StoredTensor(tensor.Storage.Type, used, tensor.Offset, tensor.Shape, tensor.Strides);
    }

    // Training on several devices leaves "module." before every name.
    private static Dictionary<string, StoredTensor> WithoutModulePrefix(Dictionary<string, StoredTensor> tensors)
    {
        const string Prefix = "module.";
        return tensors.Count > 0 && tensors.Keys.All(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            ? tensors.ToDictionary(t => t.Key[Prefix.Length..], t => t.Value)
            : tensors;
    }

    private Dictionary<string, StoredTensor> FromSafetensors((Dictionary<string, StoredTensor> Tensors, Dictionary<string, string> Metadata) file)
    {
        Metadata = file.Metadata;
        ClassName = file.Metadata.GetValueOrDefault("klass");
        if (file.Metadata.TryGetValue("kwargs", out var json))
        {
            try
            {
                Kwargs = JsonArguments.Read(json);
            }
            catch (JsonException)
            {
                throw new CheckpointException("its metadata kwargs is no JSON object.");
            }
        }

        return WithoutModulePrefix(file.Tensors);
    }

    private static Dictionary<string, object?> Plain(Dictionary<object, object?> dictionary) =>
        dictionary.Where(e => e.Key is string).ToDictionary(e => (string)e.Key, e => e.Value);
}

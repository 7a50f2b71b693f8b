using System.Numerics;

namespace Unbraid.Inference.Checkpoints;

/// <summary>What <c>torch.save</c> wrote: a value, and where the storages its tensors refer to lie in the file.</summary>
internal sealed record TorchFile(object? Root, Dictionary<string, FileRange> Storages)
{
    private const long MaxPickle = 64 << 20;
    private static readonly BigInteger s_magic = BigInteger.Parse("119547037146038801333356"); // 0x1950a86a20f9469cfc6c

    /// <summary>Since PyTorch 1.6: a ZIP container with <c>NAME/data.pkl</c> and one entry <c>NAME/data/KEY</c> for each storage.</summary>
    public static TorchFile ReadZip(CheckpointFile file)
    {
        var entries = ZipDirectory.Read(file);
        var pickle = entries.Keys.FirstOrDefault(n => n == "data.pkl" || n.EndsWith("/data.pkl", StringComparison.Ordinal))
            ?? throw new CheckpointException("it is a ZIP file without data.pkl, so not one that torch.save wrote.");
        var folder = pickle[..^"data.pkl".Length];
        if (entries.TryGetValue(folder + "byteorder", out var order) && order.Length == 3)
        {
            throw new CheckpointException("it was written on a big-endian machine, which is not supported; save it again on a little-endian one.");
        }

        if (entries[pickle].Length > MaxPickle)
        {
            throw new CheckpointException($"its description takes {entries[pickle].Length} bytes; {MaxPickle} are allowed.");
        }

        var root = PickleReader.Read(new ByteReader(file, entries[pickle]));
        var data = folder + "data/";
        var storages = entries.Where(e => e.Key.StartsWith(data, StringComparison.Ordinal)).ToDictionary(e => e.Key[data.Length..], e => e.Value);
        return new TorchFile(root, storages);
    }

    /// <summary>
    /// Before PyTorch 1.6: five pickles (magic number, protocol 1001, system, value, list of storage keys), then for each key the
    /// number of elements as a 64-bit integer and the elements.
    /// </summary>
    public static TorchFile ReadLegacy(CheckpointFile file)
    {
        var reader = new ByteReader(file, new FileRange(0, Math.Min(file.Length, MaxPickle)));
        if (PickleReader.Read(reader) is not BigInteger magic || magic != s_magic)
        {
            throw new CheckpointException("it is a pickle, but not one that torch.save wrote.");
        }

        if (PickleReader.Read(reader) is not 1001L)
        {
            throw new CheckpointException("it is of another version of the old PyTorch format than 1001.");
        }

        if (PickleReader.Read(reader) is Dictionary<object, object?> system && system.GetValueOrDefault("little_endian") is false)
        {
            throw new CheckpointException("it was written on a big-endian machine, which is not supported; save it again on a little-endian one.");
        }

        var root = PickleReader.Read(reader);
        var keys = PickleReader.Read(reader) as List<object?> ?? throw new CheckpointException("its list of storages is missing.");
        return new TorchFile(root, LocateStorages(file, reader.Position, keys, StorageTypes(root)));
    }

    private static Dictionary<string, FileRange> LocateStorages(
        CheckpointFile file, long position, List<object?> keys, Dictionary<string, ElementType> types)
    {
        var storages = new Dictionary<string, FileRange>();
        Span<byte> count = stackalloc byte[8];
        foreach (var item in keys)
        {
            if (item is not string key || !types.TryGetValue(key, out var type))
            {
                throw new CheckpointException("it holds a storage that no tensor refers to.");
            }

            file.Read(position, count);
            var elements = BitConverter.ToInt64(count);
            if (elements < 0 || elements > (file.Length - position) / type.Size())
            {
                throw new CheckpointException($"the storage {key} reaches past the end of the file; it is cut off or damaged.");
            }

            storages[key] = new FileRange(position + 8, elements * type.Size());
            position += 8 + (elements * type.Size());
        }

        return storages;
    }

    // The element type of a storage stands only where a tensor refers to it, so every tensor of the value is visited.
    private static Dictionary<string, ElementType> StorageTypes(object? root)
    {
        var types = new Dictionary<string, ElementType>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<object?>([root]);
        while (pending.TryPop(out var value))
        {
            if (value is TensorReference tensor)
            {
                types[tensor.Storage.Key] = tensor.Storage.Type;
            }

            IEnumerable<object?>? children = value switch
            {
                Dictionary<object, object?> dictionary => dictionary.Values,
                List<object?> list => list,
                object?[] tuple => tuple,
                _ => null,
            };
            if (children is not null && seen.Add(value!))
            {
                foreach (var child in children)
                {
                    pending.Push(child);
                }
            }
        }

        return types;
    }
}

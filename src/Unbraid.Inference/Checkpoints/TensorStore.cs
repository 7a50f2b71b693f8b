using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Unbraid.Inference.Checkpoints;

/// <summary>The tensors of a checkpoint file. They are read from the file when asked for and converted to float.</summary>
internal sealed class TensorStore : TensorSource
{
    private readonly CheckpointFile _file;
    private readonly string _label;
    private readonly Dictionary<string, StoredTensor> _tensors;
    private readonly HashSet<string> _read = [];

    internal TensorStore(CheckpointFile file, string label, Dictionary<string, StoredTensor> tensors)
    {
        (_file, _label, _tensors) = (file, label, tensors);
        foreach (var (name, tensor) in tensors)
        {
            tensor.Check(name);
        }
    }

    /// <summary>Names of all tensors, in the order of the file.</summary>
    public IReadOnlyCollection<string> Names => _tensors.Keys;

    /// <summary>Elements of all tensors together.</summary>
    public long ElementCount => _tensors.Values.Sum(t => t.Count);

    public override bool Contains(string name) => _tensors.ContainsKey(name);

    public override IReadOnlyList<long> ShapeOf(string name) => Find(name).Shape;

    /// <summary>The element type a tensor is stored in.</summary>
    public ElementType TypeOf(string name) => Find(name).Type;

    public override void Read(string name, ReadOnlySpan<int> shape, Span<float> destination)
    {
        CheckShape(name, shape);
        var tensor = Find(name);
        if (destination.Length != tensor.Count)
        {
            throw new ArgumentException($"{name} holds {tensor.Count} elements; the destination {destination.Length}.", nameof(destination));
        }

        try
        {
            if (tensor.IsContiguous)
            {
                ReadRun(tensor, tensor.Offset, destination);
            }
            else
            {
                ReadStrided(tensor, destination);
            }
        }
        catch (CheckpointException e)
        {
            throw new CheckpointException($"{_label}: {name}: {e.Message}", e);
        }

        _read.Add(name);
    }

    public override void RequireAllRead()
    {
        var left = _tensors.Keys.Where(n => !_read.Contains(n)).ToList();
        if (left.Count > 0)
        {
            throw new CheckpointException(
                $"{_label} holds {left.Count} tensors that the network does not have, for example {string.Join(", ", left.Take(5))}.");
        }
    }

    protected override void CheckShape(string name, ReadOnlySpan<int> shape)
    {
        var tensor = Find(name);
        var same = tensor.Shape.Length == shape.Length;
        for (var i = 0; same && i < shape.Length; i++)
        {
            same = tensor.Shape[i] == shape[i];
        }

        if (!same)
        {
            throw new CheckpointException(
                $"{_label}: the tensor {name} has the shape [{string.Join(", ", tensor.Shape)}]; the network expects [{string.Join(", ", shape.ToArray())}].");
        }
    }

    private StoredTensor Find(string name) => _tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw new CheckpointException($"{_label}: the tensor {name} is missing.");

    // Elements first .. first + destination.Length of the storage.
    private void ReadRun(StoredTensor tensor, long first, Span<float> destination)
    {
        var size = tensor.Type.Size();
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            for (var done = 0; done < destination.Length;)
            {
                var count = Math.Min(destination.Length - done, 64 * 1024 / size);
                var bytes = buffer.AsSpan(0, count * size);
                _file.Read(tensor.Bytes.Start + ((first + done) * size), bytes);
                Convert(tensor.Type, bytes, destination.Slice(done, count));
                done += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void ReadStrided(StoredTensor tensor, Span<float> destination)
    {
        var last = tensor.Offset;
        for (var d = 0; d < tensor.Shape.Length; d++)
        {
            last += (tensor.Shape[d] - 1) * tensor.Strides[d];
        }

        if (destination.Length == 0)
        {
            return;
        }

        var run = new float[last - tensor.Offset + 1];
        ReadRun(tensor, tensor.Offset, run);
        var index = new long[tensor.Shape.Length];
        for (var i = 0; i < destination.Length; i++)
        {
            long at = 0;
            for (var d = 0; d < index.Length; d++)
            {
                at += index[d] * tensor.Strides[d];
            }

            destination[i] = run[at];
            for (var d = index.Length - 1; d >= 0 && ++index[d] == tensor.Shape[d]; d--)
            {
                index[d] = 0;
            }
        }
    }

    private static void Convert(ElementType type, ReadOnlySpan<byte> bytes, Span<float> destination)
    {
        switch (type)
        {
            case ElementType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), destination);
                break;
            case ElementType.BFloat16:
                var upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (var i = 0; i < upper.Length; i++)
                {
                    destination[i] = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
                }

                break;
            case ElementType.Float32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(destination);
                break;
            case ElementType.Float64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, double>(bytes), destination);
                break;
            default:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, long>(bytes), destination);
                break;
        }
    }
}

/// <summary>A tensor in a file: a strided view of a run of elements.</summary>
internal sealed record StoredTensor(ElementType Type, FileRange Bytes, long Offset, long[] Shape, long[] Strides)
{
    /// <summary>Elements. Valid after <see cref="Check"/>.</summary>
    public long Count => Shape.Aggregate(1L, (a, b) => a * b);

    public bool IsContiguous
    {
        get
        {
            long stride = 1;
            for (var d = Shape.Length - 1; d >= 0; d--)
            {
                if (Shape[d] != 1 && Strides[d] != stride)
                {
                    return false;
                }

                stride *= Shape[d];
            }

            return true;
        }
    }

    /// <summary>Checks that every element lies inside the storage, and that there are no more elements than the storage has.</summary>
    public void Check(string name)
    {
        var available = Bytes.Length / Type.Size();
        Int128 count = 1;
        Int128 last = Offset;
        for (var d = 0; d < Shape.Length; d++)
        {
            count *= Shape[d];
            last += (Int128)Math.Max(Shape[d] - 1, 0) * Strides[d];
            if (count > available || last > available)
            {
                break;
            }
        }

        if (Offset < 0 || count > available || (count > 0 && last >= available) || available > int.MaxValue)
        {
            throw new CheckpointException($"the tensor {name} of shape [{string.Join(", ", Shape)}] does not fit into its storage of {available} elements.");
        }
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Unbraid.Inference.Checkpoints;

/// <summary>The names a checkpoint may mention and what they stand for. No other name is looked up and nothing is ever called.</summary>
internal static class PickleGlobals
{
    private static readonly Dictionary<string, object> s_known = new()
    {
        ["demucs.htdemucs HTDemucs"] = new ClassReference("demucs.htdemucs", "HTDemucs"),
        ["demucs.hdemucs HDemucs"] = new ClassReference("demucs.hdemucs", "HDemucs"),
        ["demucs.demucs Demucs"] = new ClassReference("demucs.demucs", "Demucs"),
        ["scnet.SCNet SCNet"] = new ClassReference("scnet.SCNet", "SCNet"),
        ["torch HalfStorage"] = ElementType.Float16,
        ["torch BFloat16Storage"] = ElementType.BFloat16,
        ["torch FloatStorage"] = ElementType.Float32,
        ["torch DoubleStorage"] = ElementType.Float64,
        ["torch LongStorage"] = ElementType.Int64,
        ["fractions Fraction"] = new Maker(MakeFraction),
        ["collections OrderedDict"] = new Maker(MakeDictionary),
        ["torch._utils _rebuild_tensor_v2"] = new Maker(MakeTensor),
        ["torch._utils _rebuild_parameter"] = new Maker(MakeParameter),
        ["_codecs encode"] = new Maker(MakeBytes),
        ["numpy dtype"] = new Maker(MakeNumpyType),
        ["numpy.core.multiarray scalar"] = new Maker(MakeNumpyScalar),
        ["numpy._core.multiarray scalar"] = new Maker(MakeNumpyScalar),
    };

    private delegate object? Maker(object?[] arguments);

    /// <summary>What a name stands for.</summary>
    /// <exception cref="CheckpointException">The name is not on the list.</exception>
    public static object Find(string module, string name)
    {
        if (s_known.TryGetValue($"{module} {name}", out var known))
        {
            return known;
        }

        throw new CheckpointException(module.StartsWith("diffq", StringComparison.Ordinal)
            ? QuantisedMessage
            : $"it refers to {Printable(module)}.{Printable(name)}, which is not among the names a checkpoint of Demucs or SCNet needs; nothing was loaded.");
    }

    public const string QuantisedMessage =
        "it is quantised with DiffQ, whose packed weights only its own Python code can unpack; take the model without _q in its name.";

    /// <summary>What <c>callable(*arguments)</c> gives in Python, for the few names that stand for data.</summary>
    public static object? Reduce(object? callable, object?[] arguments) => callable is Maker make
        ? make(arguments)
        : throw new CheckpointException("it asks for a call, which a checkpoint has no need of; nothing was loaded.");

    private static object MakeFraction(object?[] arguments)
    {
        long numerator, denominator = 1;
        switch (arguments)
        {
            case [long n]:
                numerator = n;
                break;
            case [long n, long d]:
                (numerator, denominator) = (n, d);
                break;
            case [string text] when TryParse(text, out numerator, out denominator):
                break;
            default:
                throw new CheckpointException("it holds a fraction that cannot be read.");
        }

        return denominator > 0 ? new Fraction(numerator, denominator) : throw new CheckpointException("it holds a fraction that cannot be read.");
    }

    private static bool TryParse(string text, out long numerator, out long denominator)
    {
        denominator = 1;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return long.TryParse(slash < 0 ? text : text.AsSpan(0, slash), NumberStyles.AllowLeadingSign, null, out numerator)
            && (slash < 0 || long.TryParse(text.AsSpan(slash + 1), NumberStyles.None, null, out denominator));
    }

    private static Dictionary<object, object?> MakeDictionary(object?[] arguments)
    {
        var dictionary = new Dictionary<object, object?>();
        if (arguments is [List<object?> pairs])
        {
            foreach (var pair in pairs)
            {
                if (pair is not object?[] { Length: 2 } item || item[0] is not (string or long))
                {
                    throw new CheckpointException("it holds an ordered dictionary that cannot be read.");
                }

                dictionary[item[0]!] = item[1];
            }
        }

        return dictionary;
    }

    // _rebuild_tensor_v2(storage, storage_offset, size, stride, requires_grad, backward_hooks[, metadata])
    private static TensorReference MakeTensor(object?[] arguments)
    {
        if (arguments is not [StorageReference storage, long offset, object?[] size, object?[] stride, ..]
            || size.Length != stride.Length || size.Length > 8)
        {
            throw new CheckpointException("it holds a tensor that cannot be read.");
        }

        var shape = Array.ConvertAll(size, v => v is long n and >= 0 ? n : throw new CheckpointException("it holds a tensor of negative size."));
        var strides = Array.ConvertAll(stride, v => v is long n and >= 0 ? n : throw new CheckpointException("it holds a tensor with a negative stride."));
        return new TensorReference(storage, offset, shape, strides);
    }

    private static TensorReference MakeParameter(object?[] arguments) => arguments is [TensorReference tensor, ..]
        ? tensor
        : throw new CheckpointException("it holds a parameter that is no tensor.");

    private static byte[] MakeBytes(object?[] arguments) => arguments is [string text, "latin1" or "latin-1"]
        ? Encoding.Latin1.GetBytes(text)
        : throw new CheckpointException("it holds bytes in an unknown encoding.");

    private static NumpyType MakeNumpyType(object?[] arguments) => arguments is [string code, ..]
        ? new NumpyType(code)
        : throw new CheckpointException("it holds a NumPy type that cannot be read.");

    private static object MakeNumpyScalar(object?[] arguments) => arguments switch
    {
        [NumpyType { Code: "f8" }, byte[] { Length: 8 } bytes] => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        [NumpyType { Code: "f4" }, byte[] { Length: 4 } bytes] => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes),
        [NumpyType { Code: "i8" }, byte[] { Length: 8 } bytes] => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        [NumpyType { Code: "i4" }, byte[] { Length: 4 } bytes] => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes),
        [NumpyType { Code: "b1" }, byte[] { Length: 1 } bytes] => bytes[0] != 0,
        _ => throw new CheckpointException("it holds a NumPy number of a type that checkpoints do not use."),
    };

    private static string Printable(string name) =>
        string.Concat(name.Take(80).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
}

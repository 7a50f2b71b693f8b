using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Tests.Checkpoints;

/// <summary>Writes checkpoint files by hand, the wrong ones included.</summary>
internal sealed class PickleBuilder
{
    private readonly List<byte> _bytes = [];

    public PickleBuilder Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public PickleBuilder Op(char code) => Raw((byte)code);

    public PickleBuilder Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return Op('X').Int32(utf8.Length).Raw(utf8);
    }

    public PickleBuilder Int(int value) => Op('J').Int32(value);

    public PickleBuilder Global(string module, string name) => Raw(Encoding.UTF8.GetBytes($"c{module}\n{name}\n"));

    public PickleBuilder Tensor(string storage, string key, int elements, int offset, int[] shape, int[] strides)
    {
        Global("torch._utils", "_rebuild_tensor_v2").Op('(');
        Op('(').Text("storage").Global("torch", storage).Text(key).Text("cpu").Int(elements).Op('t').Op('Q');
        Int(offset).Tuple(shape).Tuple(strides).Raw(0x89).Global("collections", "OrderedDict").Op(')').Op('R');
        return Op('t').Op('R');
    }

    public byte[] Zip(CompressionLevel compression, params (string Key, byte[] Bytes)[] storages)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "model/data.pkl", [0x80, 2, .. _bytes, (byte)'.'], compression);
            foreach (var (key, bytes) in storages)
            {
                Add(zip, "model/data/" + key, bytes, compression);
            }
        }

        return file.ToArray();
    }

    public static string Save(byte[] bytes)
    {
        var path = Path.Combine(Path.GetTempPath(), $"unbraid-{Guid.NewGuid():N}.th");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Opens a file of these bytes, hands it to <paramref name="use"/> and deletes it.</summary>
    public static void Open(byte[] bytes, Action<Checkpoint> use)
    {
        var path = Save(bytes);
        try
        {
            using var checkpoint = Checkpoint.Open(path);
            use(checkpoint);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private PickleBuilder Tuple(int[] values)
    {
        Op('(');
        foreach (var value in values)
        {
            Int(value);
        }

        return Op('t');
    }

    private PickleBuilder Int32(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return Raw(bytes);
    }

    private static void Add(ZipArchive zip, string name, byte[] bytes, CompressionLevel compression)
    {
        using var stream = zip.CreateEntry(name, compression).Open();
        stream.Write(bytes);
    }
}

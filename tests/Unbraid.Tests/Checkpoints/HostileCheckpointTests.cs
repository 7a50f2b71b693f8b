using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Unbraid.Inference.Checkpoints;
using Xunit;

namespace Unbraid.Tests.Checkpoints;

public class HostileCheckpointTests
{
    [Theory]
    [InlineData("os", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("torch._utils", "_rebuild_tensor_v3")]
    [InlineData("demucs.htdemucs", "HTDemucsX")]
    public void A_foreign_name_is_told_and_nothing_is_loaded(string module, string name)
    {
        var file = new PickleBuilder().Op('}').Text("klass").Global(module, name).Op('s').Zip(CompressionLevel.NoCompression);

        Assert.Contains($"{module}.{name}", Refused(file));
    }

    [Fact]
    public void A_class_is_never_called()
    {
        var file = new PickleBuilder().Global("demucs.htdemucs", "HTDemucs").Op(')').Op('R').Zip(CompressionLevel.NoCompression);

        Assert.Contains("asks for a call", Refused(file));
    }

    [Fact]
    public void A_quantised_model_says_why_not()
    {
        var file = new PickleBuilder().Op('}').Op('(').Text("klass").Global("demucs.demucs", "Demucs").Text("state")
            .Op('}').Text("__quantized").Raw(0x88).Op('s').Op('u').Zip(CompressionLevel.NoCompression);

        Assert.Contains("quantised with DiffQ", Refused(file));
    }

    [Theory]
    [InlineData(0, new[] { 5 }, new[] { 1 })] // one too many
    [InlineData(1, new[] { 4 }, new[] { 1 })] // shifted past the end
    [InlineData(0, new[] { 2, 2 }, new[] { 3, 1 })] // stride past the end
    [InlineData(0, new[] { 1 << 30, 1 << 30, 1 << 30 }, new[] { 0, 0, 0 })] // product overflows
    [InlineData(0, new[] { 1 << 30 }, new[] { 0 })] // one element seen often
    public void A_tensor_that_reaches_past_its_storage_is_refused(int offset, int[] shape, int[] strides)
    {
        var file = new PickleBuilder().Op('}').Text("w").Tensor("FloatStorage", "0", 4, offset, shape, strides).Op('s')
            .Zip(CompressionLevel.NoCompression, ("0", new byte[16]));

        Assert.Contains("does not fit", Refused(file));
    }

    [Fact]
    public void A_storage_shorter_than_announced_is_refused()
    {
        var file = new PickleBuilder().Op('}').Text("w").Tensor("FloatStorage", "0", 4, 0, [4], [1]).Op('s')
            .Zip(CompressionLevel.NoCompression, ("0", new byte[12]));

        Assert.Contains("shorter than announced", Refused(file));
    }

    [Fact]
    public void A_strided_tensor_is_read_in_its_own_order()
    {
        var bytes = new byte[24];
        for (var i = 0; i < 6; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), i);
        }

        var file = new PickleBuilder().Op('}').Text("w").Tensor("FloatStorage", "0", 6, 0, [3, 2], [1, 3]).Op('s')
            .Zip(CompressionLevel.NoCompression, ("0", bytes));

        PickleBuilder.Open(file, c => Assert.Equal([0, 3, 1, 4, 2, 5], c.Tensors.Read("w", 3, 2)));
    }

    [Theory]
    [InlineData("BFloat16Storage", new byte[] { 0xC0, 0x3F, 0x20, 0xC0 })]
    [InlineData("HalfStorage", new byte[] { 0x00, 0x3E, 0x00, 0xC1 })]
    [InlineData("DoubleStorage", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0x04, 0xC0 })]
    public void Other_element_types_become_float(string storage, byte[] bytes)
    {
        var file = new PickleBuilder().Op('}').Text("module.w").Tensor(storage, "0", 2, 0, [2], [1]).Op('s')
            .Zip(CompressionLevel.NoCompression, ("0", bytes));

        PickleBuilder.Open(file, c => Assert.Equal([1.5f, -2.5f], c.Tensors.Read("w", 2)));
    }

    [Fact]
    public void A_state_dictionary_may_lie_under_best_state()
    {
        var file = new PickleBuilder().Op('}').Text("best_state").Op('}').Text("w").Tensor("LongStorage", "0", 1, 0, [], []).Op('s').Op('s')
            .Zip(CompressionLevel.NoCompression, ("0", [7, 0, 0, 0, 0, 0, 0, 0]));

        PickleBuilder.Open(file, c => Assert.Equal([7f], c.Tensors.Read("w")));
    }

    [Fact]
    public void A_compressed_container_is_refused_so_nothing_can_inflate()
    {
        var file = new PickleBuilder().Op('}').Text(new string('a', 100_000)).Op('N').Op('s').Zip(CompressionLevel.SmallestSize);

        Assert.Contains("compressed", Refused(file));
    }

    [Fact]
    public void Endless_nesting_and_self_reference_end_in_an_error()
    {
        Refused(new PickleBuilder().Raw(Enumerable.Repeat((byte)'(', 100_000).ToArray()).Zip(CompressionLevel.NoCompression));
        Refused(new PickleBuilder().Op(']').Raw((byte)'q', 0, (byte)'h', 0, (byte)'a').Zip(CompressionLevel.NoCompression));
        Refused(new PickleBuilder().Raw(Enumerable.Repeat((byte)'}', 2_000_000).ToArray()).Zip(CompressionLevel.NoCompression));
    }

    [Fact]
    public void A_file_of_another_kind_is_told()
    {
        Assert.Contains("neither a PyTorch checkpoint nor", Refused(Encoding.UTF8.GetBytes("RIFF....WAVE")));
        Assert.Contains("neither a PyTorch checkpoint nor", Refused([]));
        Assert.Contains("does not exist", Assert.Throws<CheckpointException>(() => Checkpoint.Open("/no/such/file.th")).Message);
    }

    private static string Refused(byte[] file) => Assert.Throws<CheckpointException>(() => PickleBuilder.Open(file, _ => { })).Message;
}

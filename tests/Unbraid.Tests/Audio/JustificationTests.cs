using System.Buffers.Binary;
using Xunit;

namespace Unbraid.Tests.Audio;

/// <summary>Samples of fewer bits than their bytes have: by the standard at the upper end, in some files at the lower one.</summary>
public sealed class JustificationTests : IDisposable
{
    private const int Frames = 5000;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(24, 4, false)]
    [InlineData(24, 4, true)]
    [InlineData(20, 4, true)]
    [InlineData(20, 3, false)]
    [InlineData(20, 3, true)]
    [InlineData(12, 2, false)]
    [InlineData(12, 2, true)]
    public async Task Both_ends_sound_alike(int bits, int bytes, bool lower)
    {
        foreach (bool extensible in (bool[])[false, true])
        {
            var values = Noise(bits);
            var stored = values.Select(value => lower ? value : value << (8 * bytes - bits));
            var (decoded, _, _, _) = await Sounds.ReadAsync(Write(stored, bits, bytes, extensible));
            Assert.Equal(values.Select(value => value / (float)(1 << (bits - 1))), decoded);
        }
    }

    [Fact]
    public async Task Samples_that_use_all_their_bytes_are_what_they_are_whatever_the_header_says()
    {
        var values = Noise(32);
        var (decoded, _, _, _) = await Sounds.ReadAsync(Write(values, 24, 4, extensible: false));
        Assert.Equal(values.Select(value => value / 2147483648f), decoded);
    }

    /// <summary>16 bits widened to 24, in four bytes: nothing stands in the lowest.</summary>
    [Fact]
    public async Task Loud_sound_whose_highest_byte_is_but_its_sign_lies_at_the_lower_end()
    {
        int[] values = [.. Noise(16).Select(value => value << 8)];
        var (decoded, _, _, _) = await Sounds.ReadAsync(Write(values, 24, 4, extensible: false));
        Assert.Equal(values.Select(value => value / 8388608f), decoded);
    }

    [Fact]
    public async Task Very_quiet_sound_stays_as_quiet_as_the_standard_has_it()
    {
        int[] values = [.. Noise(11).Select(value => value << 8)];
        var (decoded, _, _, _) = await Sounds.ReadAsync(Write(values, 24, 4, extensible: false));
        Assert.Equal(values.Select(value => value / 2147483648f), decoded);
    }

    [Fact]
    public async Task Silence_before_the_sound_does_not_mislead()
    {
        int[] values = [.. new int[300_000], .. Noise(24)];
        var (decoded, _, _, _) = await Sounds.ReadAsync(Write(values, 24, 4, extensible: false));
        Assert.Equal(values.Select(value => value / 8388608f), decoded);
    }

    private static int[] Noise(int bits)
    {
        var random = new Random(bits);
        long limit = 1L << (bits - 1);
        return [.. Enumerable.Range(0, Frames).Select(_ => (int)random.NextInt64(-limit, limit))];
    }

    private string Write(IEnumerable<int> samples, int bits, int bytes, bool extensible)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        var data = samples.SelectMany(sample => Bytes(sample, bytes)).ToArray();
        writer.Write("RIFF"u8);
        writer.Write(data.Length + (extensible ? 60 : 36));
        writer.Write("WAVEfmt "u8);
        writer.Write(extensible ? 40 : 16);
        writer.Write((ushort)(extensible ? 0xFFFE : 1));
        writer.Write((ushort)1);
        writer.Write(44_100);
        writer.Write(44_100 * bytes);
        writer.Write((ushort)bytes);
        writer.Write((ushort)(extensible ? 8 * bytes : bits));
        if (extensible)
        {
            writer.Write((ushort)22);
            writer.Write((ushort)bits);
            writer.Write(4);
            writer.Write((ushort)1);
            writer.Write([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]);
        }

        writer.Write("data"u8);
        writer.Write(data.Length);
        writer.Write(data);
        var path = _folder.File($"{bits} in {bytes}.wav");
        File.WriteAllBytes(path, file.ToArray());
        return path;
    }

    private static byte[] Bytes(int sample, int count)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, sample);
        return bytes[..count];
    }
}

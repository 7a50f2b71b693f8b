using System.Text;
using Unbraid.Audio;
using Unbraid.Audio.Wav;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class WavWriterTests
{
    [Theory]
    [InlineData(long.MaxValue, "RIFF", "JUNK")]
    [InlineData(1000, "RF64", "ds64")]
    public async Task A_file_above_the_limit_becomes_rf64_in_place(long limit, string id, string reserved)
    {
        var frames = Enumerable.Range(0, 3000).Select(i => (byte)i).ToArray();
        var file = await WriteAsync(new AudioFormat(44_100, 1), SampleType.Int24, frames, limit);

        Assert.Equal(id, Encoding.Latin1.GetString(file, 0, 4));
        Assert.Equal(reserved, Encoding.Latin1.GetString(file, 12, 4));
        Assert.Equal(id == "RIFF" ? (uint)file.Length - 8 : uint.MaxValue, BitConverter.ToUInt32(file, 4));
        if (id == "RF64")
        {
            Assert.Equal([file.Length - 8, 3000, 1000], new[] { 20, 28, 36 }.Select(at => BitConverter.ToInt64(file, at)));
        }

        using var stream = new MemoryStream(file);
        var header = await WavHeader.ReadAsync(stream, CancellationToken.None);
        Assert.Equal(3000, header!.DataLength);
        Assert.Equal(frames, file[(int)stream.Position..]);
    }

    /// <summary>What is not PCM states the size of its format's extension and the number of frames.</summary>
    [Theory]
    [InlineData(1, SampleType.Int16, 16, 0)]
    [InlineData(2, SampleType.Int24, 16, 0)]
    [InlineData(2, SampleType.Float32, 18, 1)]
    [InlineData(6, SampleType.Int24, 40, 0)]
    [InlineData(6, SampleType.Float32, 40, 1)]
    public async Task Headers_are_by_the_book(int channels, SampleType type, int formatBytes, int facts)
    {
        var frames = new byte[10 * channels * PcmPacker.Bytes(type)];
        var file = await WriteAsync(new AudioFormat(44_100, channels), type, frames, long.MaxValue);
        var chunks = new Dictionary<string, byte[]>();
        for (int at = 12; at < file.Length;)
        {
            int length = BitConverter.ToInt32(file, at + 4);
            chunks.Add(Encoding.Latin1.GetString(file, at, 4), file[(at + 8)..(at + 8 + length)]);
            at += 8 + length + length % 2;
        }

        Assert.Equal(formatBytes, chunks["fmt "].Length);
        Assert.Equal(formatBytes switch { 16 => 0, 18 => 0, _ => 22 }, formatBytes > 16 ? BitConverter.ToUInt16(chunks["fmt "], 16) : 0);
        Assert.Equal(facts, chunks.Keys.Count(id => id == "fact"));
        if (facts > 0)
            Assert.Equal(10u, BitConverter.ToUInt32(chunks["fact"]));
        Assert.Equal(frames.Length, chunks["data"].Length);
    }

    [Fact]
    public async Task An_odd_number_of_bytes_is_padded()
    {
        var file = await WriteAsync(new AudioFormat(44_100, 1), SampleType.Int24, [1, 2, 3], long.MaxValue);
        Assert.Equal(0, file.Length % 2);
        Assert.Equal(file.Length - 8, BitConverter.ToInt32(file, 4));
        Assert.Equal(3, (await WavHeader.ReadAsync(new MemoryStream(file), CancellationToken.None))!.DataLength);
    }

    [Fact]
    public async Task Random_sounds_of_every_kind_come_back_in_blocks_of_any_size()
    {
        var random = new Random(3);
        for (int trial = 0; trial < 200; trial++)
        {
            var format = new AudioFormat(random.Next(8000, 192_001), random.Next(1, 9));
            var type = (SampleType)random.Next(3);
            var bytes = new byte[random.Next(2000) * format.Channels * PcmPacker.Bytes(type)];
            random.NextBytes(bytes);
            var file = await WriteAsync(format, type, bytes, random.Next(2) == 0 ? 100 : long.MaxValue);

            var stream = new MemoryStream(file);
            var header = (await WavHeader.ReadAsync(stream, CancellationToken.None))!;
            Assert.Equal(format, header.Format.Sound);
            Assert.Equal(format.Channels > 2 ? ChannelMixer.UsualMask(format.Channels) : 0, header.Format.ChannelMask);
            var expected = new float[bytes.Length / PcmPacker.Bytes(type)];
            WavSamples.ToFloat(header.Format.Sample, bytes, expected);

            await using var reader = new WavReader(stream, header, new AudioInfo { Path = "", Container = "", Codec = "", Format = format });
            var samples = new List<float>();
            var block = new float[random.Next(1, 700) * format.Channels];
            while (await reader.ReadAsync(block, CancellationToken.None) is var frames and > 0)
                samples.AddRange(block.AsSpan(0, frames * format.Channels));
            Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), samples.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Theory]
    [InlineData(WavSampleType.UInt8, new byte[] { 0, 128, 255 }, new[] { -1f, 0f, 127 / 128f })]
    [InlineData(WavSampleType.Int16, new byte[] { 0, 0x80, 1, 0, 0xFF, 0x7F }, new[] { -1f, 1 / 32768f, 32767 / 32768f })]
    [InlineData(WavSampleType.Int24, new byte[] { 0, 0, 0x80, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F }, new[] { -1f, -1 / 8388608f, 8388607 / 8388608f })]
    [InlineData(WavSampleType.Int32, new byte[] { 0, 0, 0, 0x80, 0, 0, 0, 0x40 }, new[] { -1f, 0.5f })]
    [InlineData(WavSampleType.Float64, new byte[] { 0, 0, 0, 0, 0, 0, 0xE0, 0xBF }, new[] { -0.5f })]
    internal void Samples_have_the_value_that_their_type_says(WavSampleType type, byte[] bytes, float[] expected)
    {
        var samples = new float[expected.Length];
        WavSamples.ToFloat(type, bytes, samples);
        Assert.Equal(expected, samples);
    }

    private static async Task<byte[]> WriteAsync(AudioFormat format, SampleType type, byte[] frames, long limit)
    {
        var stream = new MemoryStream();
        await using (var writer = new WavWriter(stream, format, type, AudioTags.None.WithTitle("a title"), limit))
        {
            await writer.WriteAsync(frames, CancellationToken.None);
            await writer.FinishAsync(CancellationToken.None);
        }

        return stream.ToArray();
    }
}

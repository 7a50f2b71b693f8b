using System.Buffers.Binary;
using System.Text;
using Unbraid.Audio.Wav;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class WavHeaderTests
{
    private static readonly byte[] s_pcm16Mono = [1, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x80, 0x3E, 0, 0, 2, 0, 16, 0];

    [Theory]
    [InlineData(6, 42, 6)] // as it should be
    [InlineData(100_000, 42, 6)] // longer than the file
    [InlineData(uint.MaxValue, uint.MaxValue, 6)] // streamed
    [InlineData(0, 0, 6)] // streamed, never patched
    [InlineData(0, 36, 6)] // the recorder crashed
    [InlineData(0, 1000, 6)] // the same, with another size
    [InlineData(4, 40, 4)] // followed by something
    public async Task Sizes_are_believed_as_far_as_the_file_goes(uint dataSize, uint riffSize, long expected)
    {
        var header = await ReadAsync([.. Riff("RIFF", riffSize), .. Chunk("fmt ", s_pcm16Mono), .. Head("data", dataSize), 1, 2, 3, 4, 5, 6]);
        Assert.Equal(expected, header!.DataLength);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public async Task A_song_without_samples_is_empty_also_where_tags_follow(int tagBytes)
    {
        byte[] after = tagBytes == 0 ? [] : Chunk("LIST", new byte[tagBytes]);
        var header = await ReadAsync([.. Riff("RIFF", (uint)(36 + after.Length)), .. Chunk("fmt ", s_pcm16Mono), .. Head("data", 0), .. after]);
        Assert.Equal(0, header!.DataLength);
    }

    [Fact]
    public async Task Thirty_claimed_hours_are_as_long_as_the_file()
    {
        const uint ThirtyHours = 30 * 3600 * 16_000;
        var header = await ReadAsync([.. Riff("RIFF", ThirtyHours + 36), .. Chunk("fmt ", s_pcm16Mono), .. Head("data", ThirtyHours), 1, 2]);
        Assert.Equal(2, header!.DataLength);
    }

    [Theory]
    [InlineData("RF64")]
    [InlineData("BW64")]
    public async Task The_length_of_a_large_file_is_in_its_ds64_chunk(string id)
    {
        var ds64 = new byte[28];
        BinaryPrimitives.WriteInt64LittleEndian(ds64.AsSpan(8), 4);
        var header = await ReadAsync(
            [.. Riff(id, uint.MaxValue), .. Chunk("ds64", ds64), .. Chunk("fmt ", s_pcm16Mono), .. Head("data", uint.MaxValue), 1, 2, 3, 4, .. Chunk("junk", [0, 0])]);
        Assert.Equal(4, header!.DataLength);
    }

    [Fact]
    public async Task Chunks_of_odd_size_are_padded_and_unknown_ones_skipped()
    {
        var header = await ReadAsync([.. Riff("RIFF", 60), .. Chunk("bext", [1, 2, 3]), .. Chunk("fmt ", s_pcm16Mono), .. Chunk("data", [1, 2])]);
        Assert.Equal(2, header!.DataLength);
        Assert.Equal(8000, header.Format.Sound.SampleRate);
    }

    [Fact]
    public async Task Tags_are_found_before_and_after_the_samples_in_utf8_and_latin1()
    {
        byte[] before = [.. "INFO"u8, .. Chunk("INAM", [.. "Für Elise"u8, 0]), .. Chunk("ISFT", [.. "some program"u8])];
        byte[] after = [.. "INFO"u8, .. Chunk("IART", Encoding.Latin1.GetBytes("Müller\0")), .. Chunk("INAM", [.. "another title"u8])];
        var header = await ReadAsync(
            [.. Riff("RIFF", 1000), .. Chunk("LIST", before), .. Chunk("fmt ", s_pcm16Mono), .. Chunk("data", [1, 2, 3, 4]), .. Chunk("LIST", after)]);
        Assert.Equal(4, header!.DataLength);
        Assert.Equal(new Dictionary<string, string> { ["title"] = "Für Elise", ["artist"] = "Müller" }, header.Tags.Values);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(3, 0)]
    [InlineData(4, 3)]
    public async Task Tags_are_found_in_an_id3_chunk(byte version, byte encoding)
    {
        byte[] text = encoding switch { 0 => [.. "Lied"u8], 1 => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("Lied")], _ => [.. "Lied"u8] };
        byte[] frame = [.. "TIT2"u8, 0, 0, 0, (byte)(text.Length + 1), 0, 0, encoding, .. text];
        byte[] tag = [.. "ID3"u8, version, 0, 0, 0, 0, 0, (byte)frame.Length, .. frame];
        var header = await ReadAsync([.. Riff("RIFF", 100), .. Chunk("id3 ", tag), .. Chunk("fmt ", s_pcm16Mono), .. Chunk("data", [1, 2])]);
        Assert.Equal("Lied", header!.Tags.Title);
    }

    [Fact]
    public async Task Other_codecs_and_other_files_are_left_to_others()
    {
        byte[] adpcm = [0x11, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x80, 0x3E, 0, 0, 0, 1, 4, 0];
        Assert.Null(await ReadAsync([.. Riff("RIFF", 100), .. Chunk("fmt ", adpcm), .. Chunk("data", [1, 2])]));
        Assert.Null(await ReadAsync([.. Riff("RIFF", 100), .. Chunk("data", [1, 2])]));
        Assert.Null(await ReadAsync([.. Riff("RIFX", 100), .. Chunk("fmt ", s_pcm16Mono), .. Chunk("data", [1, 2])]));
        Assert.Null(await ReadAsync([.. "ID3 and so on, and more"u8]));
        Assert.Null(await ReadAsync([.. "RIFF"u8]));
    }

    [Fact]
    public async Task No_bytes_whatever_make_it_fail_otherwise()
    {
        byte[] whole =
        [
            .. Riff("RF64", uint.MaxValue), .. Chunk("ds64", new byte[28]), .. Chunk("LIST", [.. "INFO"u8, .. Chunk("INAM", [.. "title"u8])]),
            .. Chunk("id3 ", [.. "ID3"u8, 3, 0, 0, 0, 0, 0, 12, .. "TIT2"u8, 0, 0, 0, 2, 0, 0, 0, 65]), .. Chunk("fmt ", s_pcm16Mono), .. Chunk("data", [1, 2]),
        ];
        var random = new Random(7);
        for (int trial = 0; trial < 20_000; trial++)
        {
            var bytes = whole[..random.Next(whole.Length + 1)];
            for (int change = random.Next(6); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var header = await ReadAsync(bytes);
            Assert.True(header is null || header.DataLength >= 0 && header.DataLength <= bytes.Length);
        }
    }

    private static async Task<WavHeader?> ReadAsync(byte[] file) => await WavHeader.ReadAsync(new MemoryStream(file), CancellationToken.None);

    private static byte[] Riff(string id, uint size) => [.. Head(id, size), .. "WAVE"u8];

    private static byte[] Head(string id, uint size) => [.. Encoding.Latin1.GetBytes(id), .. BitConverter.GetBytes(size)];

    private static byte[] Chunk(string id, byte[] body) => [.. Head(id, (uint)body.Length), .. body, .. new byte[body.Length % 2]];
}

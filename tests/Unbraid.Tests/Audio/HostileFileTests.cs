using System.Buffers.Binary;
using System.Text;
using Unbraid.Audio;
using Unbraid.Audio.Ffmpeg;
using Xunit;

namespace Unbraid.Tests.Audio;

/// <summary>Small files that would cost much: refused, or read for what they are.</summary>
public sealed class HostileFileTests : IDisposable
{
    /// <summary>So little that a child reaches it at once, and in which it works all the time.</summary>
    private static readonly ChildLimits s_impatient = ChildLimits.Probing with { Patience = TimeSpan.FromSeconds(2) };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_child_that_works_and_comes_to_no_end_is_stopped_and_the_file_is_blamed()
    {
        var path = _folder.File("comments.flac");
        await File.WriteAllBytesAsync(path, Comments(200_000));

        var refused = await Assert.ThrowsAsync<AudioException>(() => AskAsync(path, s_impatient));

        Assert.Equal(FaultReason.Input, refused.Reason);
        Assert.Contains("longer to read than any song", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_that_waits_for_the_machine_is_stopped_and_the_machine_is_blamed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a FIFO.");
        var pipe = _folder.File("pipe.flac");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<AudioException>(() => AskAsync(pipe, s_impatient));

        Assert.Equal(FaultReason.ToolKilled, refused.Reason);
    }

    [Fact]
    public async Task A_child_gets_no_more_memory_than_its_limit()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux limits the memory of another process.");
        var path = _folder.File("noise.wav");
        await Sounds.FfmpegAsync("-f", "lavfi", "-i", "anoisesrc=d=1", path);
        // ffmpeg keeps 400 MB of samples and more before it puts out the first.
        string[] arguments = ["-nostdin", .. FfmpegProcess.InputOptions(path), "-af", "apad=whole_dur=3600,areverse", "-f", "null", "-"];

        await using var child = FfmpegProcess.Start("ffmpeg", arguments, ChildLimits.Decoding with { Memory = 128 << 20 });
        child.Input.Close();

        Assert.NotEqual(0, await child.ExitAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_of_a_thousand_tracks_is_refused_by_their_number()
    {
        var path = _folder.File("tracks.m4a");
        await Sounds.FfmpegAsync(
            ["-f", "lavfi", "-i", "sine=d=0.1", .. Enumerable.Repeat((string[])["-map", "0:a"], 200).SelectMany(map => map), "-t", "0.02", path]);

        var refused = await Assert.ThrowsAsync<AudioException>(() => Sounds.ReadAsync(path));

        Assert.Equal("'tracks.m4a' cannot be read: it holds more than 128 tracks, the most allowed.", refused.Message);
    }

    [Fact]
    public async Task A_table_that_claims_fifty_million_samples_costs_nothing()
    {
        var path = _folder.File("table.m4a");
        await Sounds.FfmpegAsync("-f", "lavfi", "-i", "sine=d=0.1", "-c:a", "aac", path);
        var file = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var table = file.AsSpan().IndexOf("stsz"u8) + 8;
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(table), 4);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(table + 4), 50_000_000);
        await File.WriteAllBytesAsync(path, file, TestContext.Current.CancellationToken);

        // Of its few bytes some decode or none do: the file is blamed, or is short.
        try
        {
            Assert.InRange((await Sounds.ReadAsync(path)).Samples.Length, 0, 44_100);
        }
        catch (AudioException refused)
        {
            Assert.False(refused.Reason.IsMachine(), refused.Message);
        }
    }

    [Fact]
    public async Task Tags_that_are_not_used_are_not_asked_for_and_those_that_are_have_a_limit()
    {
        var song = _folder.File("song.mp3");
        await Sounds.FfmpegAsync("-f", "lavfi", "-i", "sine=d=1", "-id3v2_version", "0", song);
        var sound = await File.ReadAllBytesAsync(song, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(song, [.. Id3("TXXX", 6 << 20), .. sound], TestContext.Current.CancellationToken);
        Assert.NotEmpty((await Sounds.ReadAsync(song)).Samples);

        await File.WriteAllBytesAsync(song, [.. Id3("TIT2", 6 << 20), .. sound], TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<AudioException>(() => Sounds.ReadAsync(song));
        Assert.Equal("'song.mp3' is not a sound file that can be read; its tags are larger than 4 MB.", refused.Message);
    }

    [Theory]
    [InlineData("color=s=40x17000")]
    [InlineData("color=s=17000x40")]
    [InlineData("color=s=7000x6000")]
    public async Task A_picture_of_impossible_sides_is_refused_before_it_is_decoded(string source)
    {
        var path = _folder.File("picture.png");
        await Sounds.FfmpegAsync("-f", "lavfi", "-i", source, "-frames:v", "1", path);

        var refused = await Assert.ThrowsAsync<AudioException>(
            () => CoverPicture.ConvertAsync(path, _folder.File("cover.jpg"), TestContext.Current.CancellationToken));

        Assert.Contains("pixels large; 16384 a side and 36 million in all are the most", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_of_the_largest_size_is_a_cover()
    {
        var path = _folder.File("picture.png");
        await Sounds.FfmpegAsync("-f", "lavfi", "-i", "color=s=6000x6000", "-frames:v", "1", path);

        await CoverPicture.ConvertAsync(path, _folder.File("cover.jpg"), TestContext.Current.CancellationToken);

        Assert.True(new FileInfo(_folder.File("cover.jpg")).Length > 0);
    }

    [Fact]
    public async Task The_chunks_of_a_wave_file_are_not_read_without_end()
    {
        var path = _folder.File("song.wav");
        await Sounds.WriteAsync(path, Sounds.Noise(1000, 1), new AudioFormat(8000, 1), new AudioEncoding(AudioContainer.Wav, SampleType.Int16));
        var file = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        byte[] many = [.. Enumerable.Repeat("LIST\x04\0\0\0INFO"u8.ToArray(), 20_000).SelectMany(chunk => chunk)];

        using var stream = new MemoryStream([.. file[..12], .. many, .. file[12..]]);
        Assert.Null(await Unbraid.Audio.Wav.WavHeader.ReadAsync(stream, TestContext.Current.CancellationToken));
        Assert.True(stream.Position < many.Length);

        await File.WriteAllBytesAsync(path, [.. file, .. many], TestContext.Current.CancellationToken);
        Assert.Equal(1000, (await Sounds.ReadAsync(path)).Samples.Length);
    }

    [Fact]
    public async Task A_line_without_end_is_cut()
    {
        var lines = new BoundedLines(new StringReader(new string('a', 100_000) + "\r\nb\n\nlast"));

        Assert.Equal(BoundedLines.MaxLength, (await lines.NextAsync())!.Length);
        Assert.Equal("b", await lines.NextAsync());
        Assert.Equal("", await lines.NextAsync());
        Assert.Equal("last", await lines.NextAsync());
        Assert.Null(await lines.NextAsync());
    }

    private static Task<string> AskAsync(string path, ChildLimits limits) => Ffprobe.AskAsync(
        path, FfmpegProcess.InputOptions(path), "format=format_name", [], "a sound file", limits, TestContext.Current.CancellationToken);

    /// <summary>The start of a FLAC file, with so many comments, all of other names.</summary>
    private static byte[] Comments(int count)
    {
        using var block = new MemoryStream();
        using (var writer = new BinaryWriter(block, Encoding.ASCII, leaveOpen: true))
        {
            writer.Write(0);
            writer.Write(count);
            for (int i = 0; i < count; i++)
            {
                writer.Write(9);
                writer.Write(Encoding.ASCII.GetBytes($"K{i:000000}=v"));
            }
        }

        byte[] info = [0, 0, 0, 34, 16, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0x0A, 0xC4, 0x42, 0xF0, .. new byte[20]];
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, (int)block.Length);
        return [.. "fLaC"u8, .. info, 0x84, .. length[1..], .. block.ToArray()];
    }

    private static byte[] Id3(string frame, int size)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, size);
        int whole = size + 10;
        byte[] text = [0, .. frame == "TXXX" ? "name\0"u8 : [], .. Enumerable.Repeat((byte)'a', size)];
        return
        [
            .. "ID3"u8, 3, 0, 0, (byte)(whole >> 21 & 127), (byte)(whole >> 14 & 127), (byte)(whole >> 7 & 127), (byte)(whole & 127),
            .. Encoding.ASCII.GetBytes(frame), .. length, 0, 0, .. text[..size],
        ];
    }
}

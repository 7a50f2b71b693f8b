using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Unbraid.Audio;
using Unbraid.Audio.Packaging;
using Unbraid.Tests.Audio;
using Xunit;

namespace Unbraid.Tests.Packaging;

public sealed class StemMp4Tests : IDisposable
{
    private readonly PackedSong _packed = new();

    public void Dispose() => _packed.Dispose();

    [Fact]
    public async Task Five_tracks_start_together_have_one_length_and_the_first_alone_is_enabled()
    {
        await _packed.WriteAsync(await _packed.FourAsync(PackedSong.HostileTitle), PackageFormat.StemMp4);

        var file = await ProbeAsync();
        var streams = file.GetProperty("streams").EnumerateArray().ToList();
        Assert.Equal(["mix", "drums", "bass", "other", "vocals"], streams.Select(stream => stream.GetProperty("tags").GetProperty("handler_name").GetString()));
        Assert.All(streams, stream => Assert.Equal(
            ("aac", "44100", 0.0, (long)PackedSong.Frames),
            (stream.GetProperty("codec_name").GetString(), stream.GetProperty("sample_rate").GetString(), Number(stream, "start_time"), stream.GetProperty("duration_ts").GetInt64())));
        Assert.Equal(PackedSong.HostileLine, file.GetProperty("format").GetProperty("tags").GetProperty("title").GetString());
        var movie = Box(await File.ReadAllBytesAsync(_packed.Output), "moov")[0];
        Assert.Equal([1, 0, 0, 0, 0], Box(movie, "trak").Select(track => Box(track, "tkhd")[0][3] & 1));
    }

    [Fact]
    public async Task The_stem_box_names_and_colours_the_stems_in_the_order_of_their_tracks()
    {
        await _packed.WriteAsync(await _packed.FourAsync(), PackageFormat.StemMp4);

        var movie = Box(await File.ReadAllBytesAsync(_packed.Output), "moov")[0];
        var json = JsonSerializer.Deserialize<JsonElement>(Assert.Single(Box(Assert.Single(Box(movie, "udta")), "stem")));
        Assert.Equal(1, json.GetProperty("version").GetInt32());
        Assert.False(json.GetProperty("mastering_dsp").GetProperty("compressor").GetProperty("enabled").GetBoolean());
        Assert.False(json.GetProperty("mastering_dsp").GetProperty("limiter").GetProperty("enabled").GetBoolean());
        Assert.Equal(
            """[{"name":"drums","color":"#009E73"},{"name":"bass","color":"#D55E00"},{"name":"other","color":"#CC79A7"},{"name":"vocals","color":"#56B4E9"}]""",
            JsonSerializer.Serialize(json.GetProperty("stems")));
    }

    [Theory]
    [InlineData("wav")]
    [InlineData("m4a")]
    public async Task The_first_track_sounds_as_the_song_does_as_m4a_and_the_others_as_the_stems(string songFormat)
    {
        var song = await _packed.FourAsync();
        var whole = await _packed.StemAsync("song", 9, extension: songFormat);

        await _packed.WriteAsync(song with { MixPath = whole.Path }, PackageFormat.StemMp4);

        await AudioExport.WriteAsync(whole.Path, _packed.Folder.File("song.m4a"), AudioContainer.M4a, new AudioExportOptions());
        await DecodeAsync(_packed.Folder.File("song.m4a"), 0, "expected.wav");
        await DecodeAsync(_packed.Output, 0, "track.wav");
        Assert.Equal(await File.ReadAllBytesAsync(_packed.Folder.File("expected.wav")), await File.ReadAllBytesAsync(_packed.Folder.File("track.wav")));
        foreach (var (track, stem) in new[] { (1, 1), (2, 2), (3, 3), (4, 0) })
            Assert.InRange(await RatioAsync(song.Stems[stem].Path, track), 25, 200);
    }

    [Fact]
    public async Task Without_a_song_the_first_track_is_the_sum_of_the_stems()
    {
        var song = await _packed.FourAsync();
        await _packed.WriteAsync(song, PackageFormat.StemMp4);
        await AudioMix.WriteAsync([.. song.Stems.Select(stem => new MixTrack(stem.Path))], _packed.Folder.File("sum.wav"), AudioContainer.Wav, new MixOptions());
        Assert.InRange(await RatioAsync(_packed.Folder.File("sum.wav"), 0), 25, 200);
    }

    [Fact]
    public async Task A_song_that_is_not_as_long_as_its_stems_is_refused()
    {
        var song = await _packed.FourAsync() with { MixPath = (await _packed.StemAsync("song", frames: 50_000)).Path };

        var error = await Assert.ThrowsAsync<AudioException>(() => _packed.WriteAsync(song, PackageFormat.StemMp4));

        Assert.Equal((FaultReason.Request, "The song has 50000 frames at 44100 Hz and its stems 50001 at 44100 Hz; they need the same: separate it to wav or flac."), (error.Reason, error.Message));
        Assert.False(File.Exists(_packed.Output));
    }

    [Fact]
    public async Task A_box_is_added_to_user_data_that_is_there_or_not_and_moves_nothing_else()
    {
        byte[] media = Bytes("mdat", [1, 2, 3]);
        foreach (var before in (byte[][])[[], Bytes("udta", Bytes("name", [7]))])
        {
            await File.WriteAllBytesAsync(_packed.Output, [.. media, .. Bytes("moov", [.. Bytes("mvhd", [5]), .. before])]);

            await MovieUserData.AddAsync(_packed.Output, "stem", [9, 9], TestContext.Current.CancellationToken);

            byte[] inside = before.Length > 0 ? [.. before[8..], .. Bytes("stem", [9, 9])] : Bytes("stem", [9, 9]);
            byte[] expected = [.. media, .. Bytes("moov", [.. Bytes("mvhd", [5]), .. Bytes("udta", inside)])];
            Assert.Equal(expected, await File.ReadAllBytesAsync(_packed.Output));
        }

        await File.WriteAllBytesAsync(_packed.Output, [.. Bytes("moov", []), .. media]);
        await Assert.ThrowsAsync<InvalidDataException>(() => MovieUserData.AddAsync(_packed.Output, "stem", [9], TestContext.Current.CancellationToken));
    }

    /// <summary>How many dB the error of a track is below its stem.</summary>
    private async Task<double> RatioAsync(string stem, int track)
    {
        await DecodeAsync(_packed.Output, track, "decoded.wav");
        var (expected, _, _, _) = await Sounds.ReadAsync(stem);
        var (decoded, _, _, _) = await Sounds.ReadAsync(_packed.Folder.File("decoded.wav"));
        double signal = 0, error = 0;
        for (int i = 0; i < expected.Length; i++)
            (signal, error) = (signal + Math.Pow(expected[i], 2), error + Math.Pow(decoded[i] - expected[i], 2));
        return 10 * Math.Log10(signal / error);
    }

    private Task DecodeAsync(string file, int track, string name) =>
        Sounds.FfmpegAsync("-i", file, "-map", $"0:a:{track}", "-map_metadata", "-1", "-c:a", "pcm_f32le", _packed.Folder.File(name));

    private async Task<JsonElement> ProbeAsync()
    {
        using var probe = Process.Start(new ProcessStartInfo(
            "ffprobe", ["-v", "error", "-show_streams", "-show_format", "-of", "json", _packed.Output])
        { UseShellExecute = false, RedirectStandardOutput = true })!;
        var text = await probe.StandardOutput.ReadToEndAsync();
        await probe.WaitForExitAsync();
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static double Number(JsonElement stream, string name) => double.Parse(stream.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private static byte[] Bytes(string type, byte[] content)
    {
        var head = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(head, 8 + content.Length);
        Encoding.ASCII.GetBytes(type, head.AsSpan(4));
        return [.. head, .. content];
    }

    /// <summary>The contents of all boxes of a type.</summary>
    private static List<byte[]> Box(byte[] file, string type)
    {
        var found = new List<byte[]>();
        for (int at = 0; at < file.Length;)
        {
            int size = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            if (Encoding.ASCII.GetString(file, at + 4, 4) == type)
                found.Add(file[(at + 8)..(at + size)]);
            at += size;
        }

        return found;
    }
}

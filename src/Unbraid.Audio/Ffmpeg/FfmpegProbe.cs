using System.Globalization;
using System.Text.Json;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>What ffprobe says about a file.</summary>
/// <param name="Info">For the user.</param>
/// <param name="StreamIndex">The sound among the file's streams.</param>
/// <param name="CountedFrames">The length where the container counts it in frames of the sound itself, else null.</param>
/// <param name="StartsLate">Whether the first sample is not the first that is decoded, because the file records its encoder's delay.</param>
/// <param name="PictureIndex">The attached picture among the file's streams, if there is one of a size that makes sense.</param>
/// <param name="OwnWma">Whether ffmpeg's own encoder made this WMA.</param>
/// <param name="IsSoundAlone">Whether the file holds this one sound and, at most, pictures of it: its length is then the sound's.</param>
/// <param name="PictureStart">When a moving picture begins, if there is one, in seconds by the clock of the file.</param>
internal sealed record FfmpegProbe(
    AudioInfo Info, int StreamIndex, long? CountedFrames, bool StartsLate, int? PictureIndex,
    bool IsSoundAlone = false, bool OwnWma = false, double? PictureStart = null)
{
    /// <summary>Where the sound of the last page of Vorbis or Opus in Ogg ends, in frames by the clock of the file.</summary>
    public long? LastPageEnd { get; init; }

    /// <summary>
    /// The tags worth carrying to another file; containers add many that describe themselves. ReplayGain is none of them: it tells the loudness of this sound, which
    /// that of a stem is not, and without it a player gives all stems one gain, so that they stay balanced.
    /// </summary>
    private static readonly string[] s_tags =
    [
        "title", "artist", "album", "album_artist", "date", "genre", "track", "disc", "composer", "comment", "copyright", "performer",
        "publisher", "isrc",
    ];

    /// <summary>How MP4 marks sound that is encrypted: Apple's, the common scheme's, Audible's.</summary>
    private static readonly string[] s_protected = ["drms", "enca", "aavd"];

    /// <summary>What APE and ASF call a date.</summary>
    private static readonly string[] s_dates = ["year", "wm/year"];

    private static readonly string[] s_lossless = ["flac", "alac", "wavpack", "ape", "tta", "tak", "mlp", "truehd"];

    /// <summary>Seconds; what lies further from the picture goes by another clock.</summary>
    private const double MaxApart = 3600;

    private static readonly string s_entries =
        "format=format_name,duration:stream=index,codec_type,codec_name,codec_tag_string,sample_rate,channels,duration,duration_ts,time_base,start_time," +
        $"bits_per_sample,bits_per_raw_sample,width,height:stream_disposition=default,attached_pic:format_tags={TagNames}:stream_tags={TagNames}";

    private static string TagNames => string.Join(',', [.. s_tags, .. s_dates]);

    /// <exception cref="AudioException">The file cannot be read as sound.</exception>
    public static Task<FfmpegProbe> ReadAsync(string path, CancellationToken cancellationToken) => ReadAsync(path, null, cancellationToken);

    /// <param name="path">The file.</param>
    /// <param name="track">Which of its sounds, from 1 on; null for the main one.</param>
    /// <param name="cancellationToken">Ends the child.</param>
    /// <exception cref="AudioException">The file cannot be read as sound, or has no sound of this number.</exception>
    public static async Task<FfmpegProbe> ReadAsync(string path, int? track, CancellationToken cancellationToken)
    {
        if (ForeignFormats.Complaint(path) is { } complaint)
            throw AudioException.About(path, complaint);
        var json = await Ffprobe.AskAsync(
            path, FfmpegProcess.InputOptions(path), s_entries, [], "a sound file", ChildLimits.Probing, cancellationToken);
        var probe = Parse(path, json, track);
        return probe.Info.Codec is "wmav1" or "wmav2" ? probe with { OwnWma = await WmaEncoder.IsOfFfmpegAsync(probe, cancellationToken) } : probe;
    }

    /// <summary>Reads ffprobe's answer.</summary>
    public static FfmpegProbe Parse(string path, string json, int? track = null)
    {
        using var document = JsonDocument.Parse(json);
        var all = document.RootElement.GetProperty("streams").EnumerateArray().ToList();
        var audio = all.FindAll(IsAudio);
        if (audio.Count > 0 && audio.TrueForAll(IsProtected))
            throw AudioException.About(path, "is protected against copying (DRM); only the player that it was bought for can read it.");
        var streams = audio.FindAll(IsDecodable);
        if (streams.Count == 0 && audio.Count > 0)
            throw AudioException.About(path, "is not a sound file that can be read; its content does not fit its name.");
        if (streams.Count == 0)
            throw AudioException.About(path, "has no sound; give a file with an audio track.");
        SourceFile.CheckTrack(path, track, audio.Count);
        var stream = track is { } number ? audio[number - 1] : streams.Find(IsDefault) is { ValueKind: JsonValueKind.Object } chosen ? chosen : streams[0];
        if (!IsDecodable(stream))
            throw AudioException.About(path, $"has a track {track} that cannot be read ({Text(stream, "codec_name") ?? "of an unknown codec"}); take another.");
        var container = document.RootElement.GetProperty("format");
        var sound = new AudioFormat((int)Number(stream, "sample_rate"), (int)Number(stream, "channels"));
        SourceFile.Check(path, sound);
        double seconds = Number(container, "duration") is var whole and > 0 ? whole : Number(stream, "duration");
        var tags = Tags(stream);
        foreach (var (key, value) in Tags(container))
            tags[key] = value;
        double? picture = all.Find(IsMovingPicture) is { ValueKind: JsonValueKind.Object } moving ? Number(moving, "start_time") : null;
        double apart = picture is { } start ? Number(stream, "start_time") - start : 0;
        if (Math.Abs(apart) > MaxApart)
            (picture, apart) = (null, 0);
        var info = new AudioInfo
        {
            Path = path,
            Container = Text(container, "format_name") ?? "",
            Codec = Text(stream, "codec_name") ?? "unknown",
            Format = sound,
            ClaimedDuration = seconds is > 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : null,
            LosslessSamples = LosslessSamples(stream),
            Place = new AudioPlace
            {
                Track = audio.IndexOf(stream) + 1,
                Tracks = audio.Count,
                AfterPicture = TimeSpan.FromSeconds(apart),
            },
            Tags = new AudioTags(s_tags.Where(tags.ContainsKey).ToDictionary(key => key, key => tags[key])),
        };
        int? cover = all.Find(IsPictureOfUse) is { ValueKind: JsonValueKind.Object } found ? Index(found) : null;
        return new FfmpegProbe(
            info, Index(stream), CountedLength(info, stream), Number(stream, "start_time") > 0, cover,
            all.TrueForAll(other => IsPicture(other) || Index(other) == Index(stream)))
        { PictureStart = picture, LastPageEnd = info is { Container: "ogg", Codec: "vorbis" or "opus" } ? Length(info, stream) : null };
    }

    /// <summary>
    /// Of Vorbis in Ogg, and of the blocks of ADPCM and GSM in WAV, whose fact chunk counts what of the last block is sound. Other codecs in WAV have a
    /// delay that nobody records, which the count may or may not hold.
    /// </summary>
    private static long? CountedLength(AudioInfo info, JsonElement stream)
    {
        bool counts = (info.Container, info.Codec) is ("ogg", "vorbis") or ("wav" or "w64", "gsm_ms") ||
            (info.Container is "wav" or "w64" && info.Codec.StartsWith("adpcm_", StringComparison.Ordinal));
        return counts ? Length(info, stream) : null;
    }

    private static long? Length(AudioInfo info, JsonElement stream) =>
        Text(stream, "time_base") == $"1/{info.Format.SampleRate}" && Number(stream, "duration_ts") is var frames and > 0 ? (long)frames : null;

    private static bool IsAudio(JsonElement stream) => Text(stream, "codec_type") == "audio";

    /// <summary>Whether ffprobe found more than a container that might hold sound: text of some length passes as MP3 until decoded.</summary>
    private static bool IsDecodable(JsonElement stream) => Number(stream, "sample_rate") > 0 && Number(stream, "channels") > 0;

    private static bool IsProtected(JsonElement stream) => s_protected.Contains(Text(stream, "codec_tag_string"));

    private static bool IsDefault(JsonElement stream) => Has(stream, "default");

    private static bool IsPicture(JsonElement stream) => Text(stream, "codec_type") == "video" && Has(stream, "attached_pic");

    private static bool IsMovingPicture(JsonElement stream) => Text(stream, "codec_type") == "video" && !Has(stream, "attached_pic");

    private static bool IsPictureOfUse(JsonElement stream) => IsPicture(stream) && PictureLimits.Admit(Number(stream, "width"), Number(stream, "height"));

    private static bool Has(JsonElement stream, string disposition) =>
        stream.TryGetProperty("disposition", out var dispositions) && Number(dispositions, disposition) > 0;

    private static int Index(JsonElement stream) => stream.GetProperty("index").GetInt32();

    /// <summary>ffprobe states the bits of a sample only where there are samples in the file: of PCM, and "raw" of lossless codecs.</summary>
    private static SampleType? LosslessSamples(JsonElement stream)
    {
        if (Text(stream, "codec_name") is not { } codec || !(codec.StartsWith("pcm_", StringComparison.Ordinal) || s_lossless.Contains(codec)))
            return null;
        double bits = Number(stream, "bits_per_raw_sample") is var raw and > 0 ? raw : Number(stream, "bits_per_sample");
        return codec.StartsWith("pcm_f", StringComparison.Ordinal) ? SampleType.Float32
            : bits switch { <= 0 => null, <= 16 => SampleType.Int16, <= 24 => SampleType.Int24, _ => SampleType.Float32 };
    }

    private static Dictionary<string, string> Tags(JsonElement owner)
    {
        var tags = new Dictionary<string, string>();
        if (owner.TryGetProperty("tags", out var members))
        {
            foreach (var member in members.EnumerateObject())
                tags[Name(member.Name.ToLowerInvariant())] = member.Value.ToString();
        }

        return tags;
    }

    private static string Name(string tag) => s_dates.Contains(tag) ? "date" : tag;

    private static string? Text(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static double Number(JsonElement owner, string name) =>
        double.TryParse(Text(owner, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

using System.Text.Json;
using Unbraid.Service.Features.Generation.Lyria.Texts;

namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>Makes a song of an answer, or says why there is none.</summary>
internal static class LyriaAnswer
{
    /// <summary>Decides about an answer of status 200: blocked, sound, stopped for a reason, words alone, nothing; in this order.</summary>
    public static LyriaSong Decide(ReadOnlySpan<byte> body, bool instrumental)
    {
        var answer = LyriaWire.Read<WireAnswer>(body)
            ?? throw new LyriaException(LyriaError.BadAnswer, "Lyria's answer is damaged or not Lyria's; try again later.");
        if (answer.PromptFeedback?.BlockReason is { } block)
            throw new LyriaException(LyriaError.PromptBlocked, $"Lyria does not accept the request ({Word(block)}); change the prompt, the lyrics or the picture.");
        var candidate = answer.Candidates is { Count: > 0 } candidates ? candidates[0] : null;
        var parts = (candidate?.Content?.Parts ?? []).OfType<WirePart>().Where(part => part.Thought is not true).ToList();
        var texts = parts.Select(part => part.Text).OfType<string>().Where(text => !string.IsNullOrWhiteSpace(text)).ToList();
        var sounds = parts.Select(part => part.InlineData).OfType<WireBlob>()
            .OrderByDescending(blob => blob.MimeType?.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) is true).ToList();
        if (sounds.Count > 0)
        {
            var told = SongTexts.Read(texts, instrumental);
            return new LyriaSong
            {
                Audio = Sound(sounds),
                ModelVersion = answer.ModelVersion,
                ResponseId = answer.ResponseId,
                Lines = told.Lines,
                Sections = told.Sections,
                Tempo = told.Tempo,
                Caption = told.Caption,
            };
        }

        throw candidate?.FinishReason is { } reason && reason != "STOP" ? Stopped(reason)
            : texts.Count > 0 ? new LyriaException(LyriaError.WordsOnly, "Lyria answered with words and no sound; send the request again.")
            : new LyriaException(LyriaError.NoSong, "Lyria answered with nothing; send the request again.");
    }

    private static LyriaException Stopped(string reason) => reason switch
    {
        "RECITATION" => new LyriaException(
            LyriaError.SongWithheld, "Lyria withheld the song because it came too close to an existing one (RECITATION); change the prompt or the lyrics."),
        "SAFETY" or "PROHIBITED_CONTENT" or "BLOCKLIST" or "SPII" => new LyriaException(
            LyriaError.SongWithheld, $"Lyria withheld the song ({reason}); change the prompt, the lyrics or the picture."),
        _ => new LyriaException(LyriaError.NoSong, $"Lyria stopped without a song ({Word(reason)}); send the request again."),
    };

    /// <summary>The first that is sound.</summary>
    private static byte[] Sound(List<WireBlob> blobs)
    {
        var files = blobs.ConvertAll(blob =>
            blob.Data.ValueKind == JsonValueKind.String && blob.Data.TryGetBytesFromBase64(out var bytes) ? bytes : null);
        return files.Find(file => file is not null && IsSound(file)) ?? throw new LyriaException(
            LyriaError.BadAnswer,
            files.TrueForAll(file => file is null)
                ? "Lyria's sound came damaged (not base64); send the request again."
                : "Lyria sent a file that is no sound; send the request again.");
    }

    // The label says audio/mpeg whatever is in it; the first bytes do not lie.
    private static bool IsSound(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("ID3"u8) || (bytes is [0xFF, var second, ..] && (second & 0xE0) == 0xE0)
        || bytes.StartsWith("RIFF"u8) || bytes.StartsWith("OggS"u8) || bytes.StartsWith("fLaC"u8);

    /// <summary>A word of the other side, as far as it is one.</summary>
    private static string Word(string text) => new([.. text.Where(c => char.IsAsciiLetterUpper(c) || c == '_').Take(40)]);
}

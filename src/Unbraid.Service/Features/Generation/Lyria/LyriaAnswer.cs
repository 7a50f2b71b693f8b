using System.Text.Json;

namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>Makes a song of an answer, or says why there is none.</summary>
internal static class LyriaAnswer
{
    /// <summary>Decides: blocked, sound, stopped for a reason, words alone, nothing; in this order.</summary>
    public static LyriaSong SongOf(WireAnswer answer, bool instrumental)
    {
        if (answer.PromptFeedback?.BlockReason is { } block)
            throw LyriaRefusal.BlockOf(LyriaFailure.Of(block)) ?? new LyriaException(
                LyriaError.Declined, $"Lyria does not accept the request ({LyriaFailure.Of(block).Status}); change the prompt, the lyrics or the picture.")
            {
                Failure = LyriaFailure.Of(block),
            };
        var candidate = answer.Candidates?.OfType<WireCandidate>().FirstOrDefault();
        var parts = (candidate?.Content?.Parts ?? []).OfType<WirePart>().Where(part => part.Thought is not true).ToList();
        var texts = parts.Select(part => part.Text).OfType<string>().Where(text => !string.IsNullOrWhiteSpace(text)).ToList();
        var sounds = parts.Select(part => part.InlineData).OfType<WireBlob>().ToList();
        return sounds.Count == 0
            ? throw WithoutSound(candidate?.FinishReason, texts.Count > 0)
            : Song(sounds, texts, instrumental) with { ModelVersion = answer.ModelVersion, ResponseId = answer.ResponseId };
    }

    /// <summary>The same for a job that has ended well.</summary>
    public static LyriaSong SongOf(WireInteraction job, bool instrumental)
    {
        var steps = (job.Steps ?? []).OfType<WireStep>().Where(step => step.Type == "model_output").SelectMany(step => step.Content ?? []);
        var blocks = steps.Concat(job.Outputs ?? []).OfType<WireBlock>().ToList();
        var texts = blocks.Where(block => block.Type == "text").Select(block => block.Text).OfType<string>().Where(text => !string.IsNullOrWhiteSpace(text)).ToList();
        var sounds = blocks.Where(block => block.Type == "audio").Select(block => new WireBlob(block.MimeType, block.Data)).ToList();
        return sounds.Count == 0
            ? throw WithoutSound(null, texts.Count > 0)
            : Song(sounds, texts, instrumental) with { ModelVersion = job.Model, ResponseId = job.Id };
    }

    /// <summary>Why an answer has no sound.</summary>
    /// <param name="reason">As the other side says, if it does.</param>
    /// <param name="hasWords">Whether words came.</param>
    public static LyriaException WithoutSound(string? reason, bool hasWords)
    {
        var failure = LyriaFailure.Of(reason ?? "");
        return LyriaRefusal.BlockOf(failure) ?? new LyriaException(
            LyriaError.NoSong,
            failure.Status is { Length: > 0 } word and not "STOP" ? $"Lyria stopped without a song ({word}); send the request again, or change the words."
            : hasWords ? "Lyria answered with words and no sound; send the request again, or change the words."
            : "Lyria answered with nothing; send the request again, or change the words.")
        {
            Failure = failure,
        };
    }

    private static LyriaSong Song(List<WireBlob> sounds, List<string> texts, bool instrumental)
    {
        var told = SongTexts.Read(texts, instrumental);
        return new LyriaSong { Audio = Sound(sounds), Lines = told.Lines, Sections = told.Sections, Tempo = told.Tempo, Caption = told.Caption };
    }

    /// <summary>The first that is sound; what is labelled so comes first.</summary>
    private static byte[] Sound(List<WireBlob> blobs)
    {
        var files = blobs.OrderByDescending(blob => blob.MimeType?.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) is true)
            .Select(blob => blob.Data.ValueKind == JsonValueKind.String && blob.Data.TryGetBytesFromBase64(out var bytes) ? bytes : null).ToList();
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
}

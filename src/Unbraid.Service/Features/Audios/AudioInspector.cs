using Unbraid.Audio;
using Unbraid.Service.Settings;

namespace Unbraid.Service.Features.Audios;

/// <summary>Looks into a file: is it sound that we take, and how long is it really.</summary>
internal sealed class AudioInspector(AudioOptions options)
{
    /// <summary>Probes and decodes the whole file.</summary>
    /// <exception cref="Refusal">422, no sound, damaged, or too long.</exception>
    public async Task<InspectedAudio> InspectAsync(string path, IProgress<double> progress, CancellationToken cancellationToken)
    {
        try
        {
            await using var reader = await AudioReader.OpenAsync(path, new AudioReaderOptions(), cancellationToken);
            var frames = await CountFramesAsync(reader, progress, cancellationToken);
            if (frames == 0)
                throw new Refusal(StatusCodes.Status422UnprocessableEntity, "The file holds no sound.");
            return new InspectedAudio(
                reader.Info.Extension, (double)frames / reader.Format.SampleRate, reader.Info.Format, reader.Info.Tags.Title,
                [.. reader.Damage?.Sentences() ?? [], .. new[] { reader.Info.Place.ChoiceSentence, reader.Info.Place.OffsetSentence }.OfType<string>()]);
        }
        catch (AudioException e) when (e.Reason == FaultReason.Input)
        {
            throw WithoutName(e);
        }
    }

    /// <summary>The same sentence for a client, to whom the file's name inside the service says nothing.</summary>
    public static Refusal WithoutName(AudioException e) =>
        new(StatusCodes.Status422UnprocessableEntity, e.Complaint is { } complaint ? $"The file {complaint}" : e.Message);

    private async Task<long> CountFramesAsync(AudioReader reader, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var expected = (reader.Info.ClaimedDuration ?? options.MaxAudioDuration).TotalSeconds * reader.Format.SampleRate;
        var buffer = new float[reader.Format.Channels * 65_536];
        var frames = 0L;
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            frames += read;
            if (frames > options.MaxAudioDuration.TotalSeconds * reader.Format.SampleRate)
                throw new Refusal(
                    StatusCodes.Status422UnprocessableEntity,
                    $"The song is longer than {SettingText.Format(options.MaxAudioDuration)}, the longest allowed {Setting.Limit(nameof(options.MaxAudioDuration))}; cut it.");
            progress.Report(frames / Math.Max(expected, frames));
        }

        return frames;
    }
}

/// <summary>What a file turned out to be.</summary>
/// <param name="Extension">File name extension of its format, without the dot.</param>
/// <param name="Duration">Seconds, from the decoded sound.</param>
/// <param name="Format">Rate and channels as in the file.</param>
/// <param name="Title">The title it gives itself, if any.</param>
/// <param name="Warnings">What should be known of it, one sentence each: what is damaged, which of several sounds was taken.</param>
internal sealed record InspectedAudio(
    string Extension, double Duration, AudioFormat Format, string? Title, IReadOnlyList<string> Warnings);

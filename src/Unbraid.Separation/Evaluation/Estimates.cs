using System.Numerics.Tensors;
using Unbraid.Audio;

namespace Unbraid.Separation.Evaluation;

/// <summary>Where the estimated stems of an evaluation come from.</summary>
internal interface IEstimates
{
    /// <summary>The stems of one song, each as long as the mixture. Names that the song has no reference for are of no interest.</summary>
    /// <exception cref="SeparationException">There are none; the message says why.</exception>
    Task<IReadOnlyDictionary<string, StemSound>> OfAsync(EvaluationSong song, CancellationToken cancellationToken);
}

/// <summary>Every stem is the mixture divided by four: what a model has to beat.</summary>
internal sealed class MixtureEstimates : IEstimates
{
    public Task<IReadOnlyDictionary<string, StemSound>> OfAsync(EvaluationSong song, CancellationToken cancellationToken)
    {
        float[][] quarter = [.. song.Mixture.Channels.Select(channel => Array.ConvertAll(channel, sample => sample / Evaluator.StemNames.Count))];
        var sound = song.Mixture with { Channels = quarter };
        return Task.FromResult<IReadOnlyDictionary<string, StemSound>>(Evaluator.StemNames.ToDictionary(name => name, _ => sound));
    }
}

/// <summary>Stem files made earlier, in a folder of the same layout.</summary>
internal sealed class FolderEstimates(string folder) : IEstimates
{
    public async Task<IReadOnlyDictionary<string, StemSound>> OfAsync(EvaluationSong song, CancellationToken cancellationToken)
    {
        string songFolder = Path.Combine(folder, song.Name);
        if (!Directory.Exists(songFolder))
            throw new SeparationException(FaultReason.Missing, $"There are no estimates: {songFolder} is missing.");
        var stems = new Dictionary<string, StemSound>();
        foreach (string name in Evaluator.StemNames)
        {
            if (EvaluationSong.FileOf(songFolder, name) is { } path)
                stems[name] = await StemSound.ReadAsync(path, cancellationToken);
        }

        return stems;
    }
}

/// <summary>Stems that a separator takes out of the mixture.</summary>
internal sealed class SeparatorEstimates(Separator separator) : IEstimates, IDisposable
{
    public async Task<IReadOnlyDictionary<string, StemSound>> OfAsync(EvaluationSong song, CancellationToken cancellationToken)
    {
        using var scratch = FileSet.In(Path.GetTempPath());
        var encoding = new AudioEncoding(AudioContainer.Wav, SampleType.Float32);
        string mixture = Path.Combine(scratch.Scratch, "mixture.wav");
        await song.Mixture.WriteAsync(mixture, encoding, cancellationToken);
        var output = new StemOutput { Folder = Path.Combine(scratch.Scratch, "stems"), Encoding = encoding };
        var result = await separator.SeparateAsync(mixture, output, progress: null, cancellationToken);
        var stems = new Dictionary<string, StemSound>();
        foreach (var (name, path) in result.Stems)
            stems[name] = await StemSound.ReadAsync(path, cancellationToken);
        return stems;
    }

    public void Dispose() => separator.Dispose();
}

/// <summary>A whole stem in memory.</summary>
/// <param name="Channels">[channels][frames].</param>
/// <param name="SampleRate">Rate in Hz.</param>
internal sealed record StemSound(float[][] Channels, int SampleRate)
{
    public int Frames => Channels[0].Length;

    public bool IsSilent => Channels.All(channel => TensorPrimitives.MaxMagnitude<float>(channel) == 0);

    /// <summary>Rate, channels and length in words.</summary>
    public string Shape => $"{SampleRate} Hz, {Channels.Length} channel{(Channels.Length == 1 ? "" : "s")}, {Frames} frames";

    public static async Task<StemSound> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var reader = await AudioReader.OpenAsync(path, cancellationToken: cancellationToken);
        int count = reader.Format.Channels;
        List<float>[] channels = [.. Enumerable.Range(0, count).Select(_ => new List<float>())];
        var block = new float[16_384 * count];
        while (await reader.ReadAsync(block, cancellationToken) is > 0 and var frames)
        {
            for (int i = 0; i < frames * count; i++)
                channels[i % count].Add(block[i]);
        }

        if (channels[0].Count == 0)
            throw AudioException.About(path, "holds no sound.");
        return new StemSound([.. channels.Select(channel => channel.ToArray())], reader.Format.SampleRate);
    }

    public async Task WriteAsync(string path, AudioEncoding encoding, CancellationToken cancellationToken)
    {
        var interleaved = new float[Frames * Channels.Length];
        for (int i = 0; i < interleaved.Length; i++)
            interleaved[i] = Channels[i % Channels.Length][i / Channels.Length];
        await using var writer = AudioWriter.Create(path, new AudioFormat(SampleRate, Channels.Length), encoding);
        await writer.WriteAsync(interleaved, cancellationToken);
        await writer.CompleteAsync(cancellationToken);
    }
}

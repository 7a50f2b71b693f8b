using System.Numerics.Tensors;
using Unbraid.Audio;

namespace Unbraid.Separation.Evaluation;

/// <summary>A song whose true stems are known.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="Stems">The stems that sound, by name.</param>
/// <param name="Mixture">The song: its file, or the sum of the stems.</param>
internal sealed record EvaluationSong(string Name, IReadOnlyDictionary<string, StemSound> Stems, StemSound Mixture)
{
    private const string MixtureName = "mixture";

    private static readonly string[] s_extensions = [".wav", ".flac"];

    /// <summary>Loads a song from its folder.</summary>
    /// <param name="folder">Folder with <c>&lt;stem&gt;.wav</c> or <c>&lt;stem&gt;.flac</c>.</param>
    /// <param name="note">Is told about each oddity.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <exception cref="SeparationException">The files do not make a song; the message says why.</exception>
    public static async Task<EvaluationSong> LoadAsync(string folder, Action<string> note, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(folder);
        foreach (string extra in ExtraFiles(folder))
            note($"{extra} is no stem that is known here ({string.Join(", ", Evaluator.StemNames)}) and was left out.");

        var all = new Dictionary<string, StemSound>();
        foreach (string stem in Evaluator.StemNames.Append(MixtureName))
        {
            if (FileOf(folder, stem) is { } path)
                all[stem] = await StemSound.ReadAsync(path, cancellationToken);
            else if (stem != MixtureName)
                note($"has no {stem}; the stem was left out.");
        }

        if (all.Count == 0)
            throw new SeparationException(FaultReason.Input, "holds no stems.");
        var (firstName, first) = all.First();
        foreach (var (other, sound) in all)
        {
            if (sound.Shape != first.Shape)
                throw new SeparationException(FaultReason.Input, $"has stems of different shapes: {firstName} is {first.Shape}, but {other} is {sound.Shape}.");
        }

        var mixture = all.Remove(MixtureName, out var file) ? file : Sum(all.Values);
        foreach (var (stem, _) in all.Where(pair => pair.Value.IsSilent).ToArray())
        {
            note($"{stem} is silent and was left out.");
            all.Remove(stem);
        }

        return all.Count == 0 ? throw new SeparationException(FaultReason.Input, "holds no stem that sounds.") : new EvaluationSong(name, all, mixture);
    }

    /// <summary>The file of a stem, if there is one. WAV goes before FLAC.</summary>
    public static string? FileOf(string folder, string stem) =>
        s_extensions.Select(extension => Path.Combine(folder, stem + extension)).FirstOrDefault(File.Exists);

    private static IEnumerable<string> ExtraFiles(string folder) =>
        Directory.EnumerateFiles(folder)
            .Where(path => s_extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Select(path => Path.GetFileName(path))
            .Where(file => !Evaluator.StemNames.Append(MixtureName).Any(stem => s_extensions.Any(extension => file == stem + extension)))
            .Order(StringComparer.Ordinal);

    private static StemSound Sum(IReadOnlyCollection<StemSound> stems)
    {
        var first = stems.First();
        float[][] sum = [.. first.Channels.Select(channel => new float[channel.Length])];
        foreach (var stem in stems)
        {
            for (int channel = 0; channel < sum.Length; channel++)
                TensorPrimitives.Add(sum[channel], stem.Channels[channel], sum[channel]);
        }

        return first with { Channels = sum };
    }
}

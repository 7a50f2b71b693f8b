using Unbraid.Audio;

namespace Unbraid.Separation.Evaluation;

/// <summary>How far an evaluation is.</summary>
/// <param name="Song">Name of the song that is begun.</param>
/// <param name="Done">Songs done so far.</param>
/// <param name="Total">Songs in the folder.</param>
internal readonly record struct EvaluationProgress(string Song, int Done, int Total);

/// <summary>Scores estimated stems against true ones, for every song of a folder.</summary>
/// <remarks>
/// The folder holds one folder for each song, and that <c>vocals</c>, <c>drums</c>, <c>bass</c> and <c>other</c> as .wav or .flac; stems that
/// are missing or silent are left out. The mixture is the file <c>mixture</c>, or else the sum of the stems. Songs are in memory one at a time.
/// </remarks>
internal sealed class Evaluator : IDisposable
{
    private readonly IEstimates _estimates;

    private Evaluator(IEstimates estimates) => _estimates = estimates;

    /// <summary>The stems that are scored.</summary>
    public static IReadOnlyList<string> StemNames { get; } = ["vocals", "drums", "bass", "other"];

    /// <summary>Scores a model. The separator becomes the evaluator's.</summary>
    public static Evaluator OfModel(Separator separator) => new(new SeparatorEstimates(separator));

    /// <summary>Scores stem files made earlier: <c>folder/&lt;song&gt;/&lt;stem&gt;.{wav,flac}</c>.</summary>
    public static Evaluator OfFolder(string folder) => new(new FolderEstimates(folder));

    /// <summary>Scores the mixture divided by four as every stem: the line that a model has to beat.</summary>
    public static Evaluator OfMixture() => new(new MixtureEstimates());

    /// <summary>Scores every song of a folder. Songs that cannot be scored are named in the notes.</summary>
    /// <exception cref="SeparationException">There is no such folder, or no song in it could be scored.</exception>
    public async Task<EvaluationResult> RunAsync(
        string folder, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (!Directory.Exists(folder))
            throw new SeparationException(FaultReason.Missing, $"{folder} is not a folder: give one that holds a folder for each song.");
        string[] songs = [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)];
        var tracks = new List<TrackScores>();
        var notes = new List<string>();
        for (int song = 0; song < songs.Length; song++)
        {
            string name = Path.GetFileName(songs[song]);
            progress?.Report(new EvaluationProgress(name, song, songs.Length));
            try
            {
                tracks.Add(await ScoreAsync(songs[song], note => notes.Add($"{name}: {note}"), cancellationToken));
            }
            catch (FaultException e) when (!e.Reason.IsMachine())
            {
                notes.Add($"{name}: {e.Message} The song was passed over.");
            }
        }

        if (tracks.Count == 0)
        {
            string why = notes.Count > 0 ? notes[0] : "It holds no folders; each song needs one with its stems.";
            throw new SeparationException(FaultReason.Input, $"Nothing in {folder} could be scored. {why}");
        }

        return EvaluationResult.Of(tracks, notes);
    }

    public void Dispose() => (_estimates as IDisposable)?.Dispose();

    private async Task<TrackScores> ScoreAsync(string path, Action<string> note, CancellationToken cancellationToken)
    {
        var song = await EvaluationSong.LoadAsync(path, note, cancellationToken);
        var estimates = await _estimates.OfAsync(song, cancellationToken);
        foreach (string missing in song.Stems.Keys.Except(estimates.Keys))
            note($"there is no estimate of {missing}; the stem was left out.");
        string[] names = [.. song.Stems.Keys.Where(estimates.ContainsKey)];
        if (names.Length == 0)
            throw new SeparationException(FaultReason.Input, "no stem of the song was estimated.");
        foreach (string name in names)
        {
            if (estimates[name].Shape != song.Mixture.Shape)
                throw new SeparationException(FaultReason.Input, $"the estimate of {name} is {estimates[name].Shape}, but the song is {song.Mixture.Shape}.");
        }

        return await Task.Run(() => Score(song, names, estimates), cancellationToken);
    }

    private static TrackScores Score(EvaluationSong song, string[] names, IReadOnlyDictionary<string, StemSound> estimates)
    {
        float[][][] references = [.. names.Select(name => song.Stems[name].Channels)];
        float[][][] estimated = [.. names.Select(name => estimates[name].Channels)];
        var frames = BssEval.Evaluate(references, estimated, windowFrames: song.Mixture.SampleRate);
        var stems = new Dictionary<string, StemScores>();
        for (int stem = 0; stem < names.Length; stem++)
        {
            stems[names[stem]] = new StemScores
            {
                Usdr = SourceMetrics.Usdr(references[stem], estimated[stem]),
                Sisdr = SourceMetrics.SiSdr(references[stem], estimated[stem]),
                Csdr = BssScores.Median(frames[stem].Sdr),
                Sir = BssScores.Median(frames[stem].Sir),
                Sar = BssScores.Median(frames[stem].Sar),
            };
        }

        return new TrackScores(song.Name, stems);
    }
}

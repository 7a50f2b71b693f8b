namespace Unbraid.Separation.Catalogue;

/// <summary>What came of looking for a model before its first use.</summary>
/// <param name="IsInstalled">Whether it is here now.</param>
/// <param name="Recorded">Files whose hash was recorded because nobody published one.</param>
/// <param name="Sentence">Why it is not here and what is used instead; null if there is nothing to say, or nothing that was not said before.</param>
internal sealed record FirstUseResult(bool IsInstalled, IReadOnlyList<RecordedFile> Recorded, string? Sentence);

/// <summary>
/// Fetches the model of a quality when it is wanted for the first time and its licence allows anything. Where that fails, another model is used, one
/// sentence says so, and the sentence is not repeated until the model was here. A fetch that failed late is not tried again for an hour.
/// </summary>
/// <param name="store">The models on this machine.</param>
/// <param name="clock">For the hour.</param>
internal sealed class FirstUse(ModelStore store, TimeProvider clock)
{
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_pause = TimeSpan.FromHours(1);

    /// <summary>Sees to it that a model is here.</summary>
    /// <param name="model">The model.</param>
    /// <param name="progress">Is told how far a fetch is.</param>
    /// <param name="cancellationToken">Stops; what has come is kept for the next time.</param>
    public async Task<FirstUseResult> PrepareAsync(
        CatalogueModel model, IProgress<PullProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (store.IsInstalled(model))
            return new FirstUseResult(true, [], null);
        var host = store.Settings.SourceOf(model, model.Files[0]).Authority;
        if (!store.Settings.Offline && store.Answers.LastFailure(model.Name, host) is { } failed && (clock.GetUtcNow() - failed).Duration() < s_pause)
            return new FirstUseResult(false, [], null);
        try
        {
            using var puller = new ModelPuller(store, HttpClient.DefaultProxy, s_patience, s_connectTimeout);
            var recorded = await puller.PullAsync(model, progress, cancellationToken);
            store.Answers.Forget(model.Name);
            return new FirstUseResult(true, recorded, null);
        }
        catch (DownloadException e)
        {
            if (e.Failure is DownloadFailure.Content or DownloadFailure.Interruption)
                store.Answers.NoteFailure(model.Name, host, clock.GetUtcNow());
            return new FirstUseResult(false, [], store.Answers.Remember(model.Name, $"{e.Failure}") ? Sentence(model, e) : null);
        }
    }

    private string Sentence(CatalogueModel model, DownloadException error)
    {
        var other = ModelCatalogue.Substitutes(model, store)[0];
        return error.Failure == DownloadFailure.Offline
            ? $"Model '{other.Name}' is used because '{model.Name}' is not installed and UNBRAID_OFFLINE is set."
            : $"Model '{other.Name}' is used because '{model.Name}' could not be fetched: {error.Message}";
    }
}

using Unbraid.Separation;
using Unbraid.Separation.Catalogue;

namespace Unbraid.Service.Features.Stems;

/// <summary>Fetches the model of the quality that is set, in the background: songs are taken apart by another one until it is here.</summary>
internal sealed class ModelFetch(StemOptions options, TimeProvider clock, ILogger<ModelFetch> log) : BackgroundService
{
    /// <summary>As long as a fetch that failed late is left alone.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the start waits for nobody
        var store = new ModelStore(ModelSettings.FromEnvironment());
        var model = ModelCatalogue.Find(ModelCatalogue.Qualities[options.FetchQuality])!;
        if (store.IsInstalled(model))
            return;
        while (!await TryAsync(model, store, stoppingToken) && !store.Settings.Offline)
            await Task.Delay(s_pause, clock, stoppingToken);
    }

    private async Task<bool> TryAsync(CatalogueModel model, ModelStore store, CancellationToken stoppingToken)
    {
        log.LogInformation(
            "Model '{Model}' is not installed ({Megabytes:0} MB, licence: {Licence}); until it is, songs are taken apart by '{Other}'",
            model.Name, model.Size / 1e6, model.Licence.Name, ModelCatalogue.Best(store).Name);
        try
        {
            var result = await new FirstUse(store, clock).PrepareAsync(model, cancellationToken: stoppingToken);
            if (result.IsInstalled)
                log.LogInformation("Model '{Model}' is installed, and used from now on", model.Name);
            else if (result.Sentence is { } sentence)
                log.LogWarning("{Sentence}", sentence);
            return result.IsInstalled;
        }
        catch (SeparationException e)
        {
            log.LogWarning("Model '{Model}' could not be fetched: {Reason}", model.Name, e.Message);
            return false;
        }
    }
}

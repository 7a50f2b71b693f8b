using Unbraid.Separation;
using Unbraid.Separation.Catalogue;

namespace Unbraid.Cli;

/// <summary>Before the first separation with <c>--model auto</c>: offers a network where somebody can answer, and says how to get one elsewhere.</summary>
internal static class FirstModelOffer
{
    public static async Task MakeAsync(string model, CancellationToken cancellationToken)
    {
        var store = ModelsCommand.Store();
        var first = ModelsCommand.Find(ModelCatalogue.First);
        var fallback = ModelCatalogue.Best(store);
        if (model != ModelCatalogue.Auto || !fallback.BuiltIn)
        {
            return;
        }

        var offer = $"{first.Name} ({first.Licence.Name} licence, {ModelsCommand.SizeOf(first)})";
        if (store.Settings.Offline)
        {
            Console.Error.WriteLine($"UNBRAID_OFFLINE is set and no network is installed, so the built-in model '{fallback.Name}' is used.");
        }
        else if (!Terminal.CanAsk || store.Answers.DeclinesOffers)
        {
            Console.Error.WriteLine($"No network is installed, so the built-in model '{fallback.Name}' is used; 'unbraid models pull {first.Name}' fetches a better one, {offer}.");
        }
        else if (Terminal.Ask($"No network is installed. Fetch {offer}?", byDefault: true))
        {
            await TryPullAsync(first, fallback, store, cancellationToken);
        }
        else
        {
            Remember(store);
            Console.Error.WriteLine($"The built-in model '{fallback.Name}' is used; 'unbraid models pull {first.Name}' fetches a better one at any time.");
        }
    }

    private static async Task TryPullAsync(CatalogueModel first, CatalogueModel fallback, ModelStore store, CancellationToken cancellationToken)
    {
        try
        {
            await ModelsPullCommand.PullAsync(first, store, cancellationToken);
        }
        catch (SeparationException e)
        {
            Console.Error.WriteLine(UserMessage.Of(e));
            Console.Error.WriteLine($"The built-in model '{fallback.Name}' is used.");
        }
    }

    private static void Remember(ModelStore store)
    {
        try
        {
            store.Answers.DeclineOffers();
        }
        catch (SeparationException)
        {
            // It will be asked again, which is no reason not to separate.
        }
    }
}

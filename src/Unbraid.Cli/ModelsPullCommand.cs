using System.CommandLine;
using Unbraid.Separation.Catalogue;

namespace Unbraid.Cli;

/// <summary><c>unbraid models pull</c>.</summary>
internal sealed class ModelsPullCommand : Command
{
    private readonly Argument<string> _name = ModelsCommand.NameArgument();

    private readonly Option<bool> _accept = new("--accept-license", "--accept-licence")
    {
        Description = "Agree to the licence of a model that is not for every use",
    };

    public ModelsPullCommand() : base("pull", "Fetch a model; goes on where an earlier run was cut off")
    {
        Arguments.Add(_name);
        Options.Add(_accept);
        SetAction((parse, cancellationToken) => RunAsync(ModelsCommand.Find(parse.GetValue(_name)!), parse.GetValue(_accept), cancellationToken));
    }

    private static async Task<int> RunAsync(CatalogueModel model, bool accept, CancellationToken cancellationToken)
    {
        var store = ModelsCommand.Store();
        if (store.IsInstalled(model))
        {
            Console.Error.WriteLine(model.BuiltIn ? $"{model.Name} is built in." : $"{model.Name} is already installed in {store.FolderOf(model)}.");
            return ExitCode.Success;
        }

        if (accept && !store.Settings.Offline && !store.Answers.AcceptsLicenceOf(model))
        {
            store.Answers.AcceptLicenceOf(model);
        }

        await PullAsync(model, store, cancellationToken);
        Console.Out.WriteLine(store.FolderOf(model));
        return ExitCode.Success;
    }

    /// <summary>Fetches a model and shows how far it is.</summary>
    private static async Task PullAsync(CatalogueModel model, ModelStore store, CancellationToken cancellationToken)
    {
        using var puller = new ModelPuller(store);
        var display = new PullDisplay(model, Terminal.CanRedraw, TimeProvider.System);
        IReadOnlyList<RecordedFile> recorded;
        try
        {
            recorded = await puller.PullAsync(model, display, cancellationToken);
        }
        finally
        {
            display.Finish();
        }

        SayInstalled(model, recorded);
    }

    /// <summary>Says that a model is here, and how far that was checked.</summary>
    public static void SayInstalled(CatalogueModel model, IReadOnlyList<RecordedFile> recorded)
    {
        Console.Error.WriteLine(recorded.Count == 0
            ? $"{model.Name}: installed, and its SHA-256 is right."
            : $"{model.Name}: installed; nobody published its SHA-256, so this one was recorded, and 'unbraid models verify' holds later copies to it:");
        foreach (var file in recorded)
        {
            Console.Error.WriteLine($"{file.Sha256}  {file.File}");
        }
    }
}

using System.CommandLine;
using Unbraid.Separation;
using Unbraid.Separation.Catalogue;

namespace Unbraid.Cli;

/// <summary><c>unbraid models</c> and what its subcommands have in common.</summary>
internal sealed class ModelsCommand : Command, IHasExamples
{
    private ModelsCommand() : base("models", "List, fetch, check and remove models")
    {
        Add(new ModelsListCommand());
        Add(new ModelsInfoCommand());
        Add(new ModelsPullCommand());
        Add(new ModelsVerifyCommand());
        Add(new ModelsRemoveCommand());
    }

    public string Examples =>
        """
        Examples:
          unbraid models list                                  what there is and what is installed
          unbraid models pull scnet                            fetch a model (MIT licence, 42 MB)
          unbraid models pull htdemucs --accept-license        with a licence to agree to
          unbraid separate song.mp3 --model htdemucs           use it

        Models are kept in $XDG_DATA_HOME/unbraid/models or ~/.local/share/unbraid/models; UNBRAID_MODELS names another folder.
        UNBRAID_OFFLINE=1 never uses the network; UNBRAID_MODEL_MIRROR=URL fetches from URL/MODEL/FILE instead of from the authors.
        """;

    public static Command Create() => new ModelsCommand();

    public static Argument<string> NameArgument() => new("NAME") { Description = "A model of 'unbraid models list'" };

    public static Option<bool> JsonOption() => new("--json") { Description = "Print JSON" };

    public static ModelStore Store() => new();

    public static CatalogueModel Find(string name) => ModelCatalogue.Find(name)
        ?? throw new MisuseException($"There is no model '{name}'. Known models: {string.Join(", ", ModelCatalogue.Models.Select(model => model.Name))}.");

    /// <summary>How a size is written: <c>42 MB</c>, or <c>built in</c>.</summary>
    public static string SizeOf(CatalogueModel model) => model.BuiltIn ? "built in" : $"{model.Size / 1e6:0} MB";
}

using System.CommandLine;
using Unbraid.Separation;
using Unbraid.Separation.Catalogue;

namespace Unbraid.Cli;

/// <summary><c>unbraid models verify</c>.</summary>
internal sealed class ModelsVerifyCommand : Command
{
    private readonly Argument<string?> _name = new("NAME") { Description = "A model; without it, every installed one", Arity = ArgumentArity.ZeroOrOne };

    public ModelsVerifyCommand() : base("verify", "Compare installed files with the catalogue's SHA-256")
    {
        Arguments.Add(_name);
        SetAction((parse, cancellationToken) => RunAsync(parse.GetValue(_name), cancellationToken));
    }

    private static async Task<int> RunAsync(string? name, CancellationToken cancellationToken)
    {
        var store = ModelsCommand.Store();
        IReadOnlyList<CatalogueModel> models = name is null ? [.. ModelCatalogue.Models.Where(model => !model.BuiltIn && store.IsInstalled(model))] : [ModelsCommand.Find(name)];
        if (models.All(model => model.BuiltIn))
        {
            Console.Error.WriteLine(name is null ? "No fetched model is installed, so there is nothing to compare." : $"{name} is built in and has no files to compare.");
        }

        var status = ExitCode.Success;
        foreach (var model in models)
        {
            foreach (var file in model.Files)
            {
                var state = await store.VerifyAsync(model, file, cancellationToken);
                Console.Out.WriteLine($"{State(state),-8} {model.Name}/{file.Name}");
                if (state == FileState.Recorded)
                    Console.Error.WriteLine($"Nobody published the SHA-256 of {file.Name}, so that of this copy was recorded; later ones are held to it.");
                if (state is FileState.Good or FileState.Recorded)
                    continue;
                status = ExitCode.Failed;
                Console.Error.WriteLine(
                    $"{file.Name} is {State(state)}: run 'unbraid models {(state == FileState.Wrong ? $"remove {model.Name}' and then 'unbraid models " : "")}pull {model.Name}'.");
            }
        }

        return status;
    }

    private static string State(FileState state) => state switch
    {
        FileState.Good => "good",
        FileState.Missing => "missing",
        FileState.Recorded => "recorded",
        _ => "damaged",
    };
}

using System.CommandLine;
using Unbraid.Separation.Catalogue;

namespace Unbraid.Cli;

/// <summary><c>unbraid models remove</c>.</summary>
internal sealed class ModelsRemoveCommand : Command
{
    private readonly Argument<string> _name = ModelsCommand.NameArgument();

    public ModelsRemoveCommand() : base("remove", "Delete a model's files, half-fetched ones too")
    {
        Arguments.Add(_name);
        SetAction(parse => Run(ModelsCommand.Find(parse.GetValue(_name)!)));
    }

    private static int Run(CatalogueModel model)
    {
        var removed = ModelsCommand.Store().Remove(model);
        Console.Error.WriteLine(removed ? $"{model.Name} is removed." : $"{model.Name} is not installed.");
        return ExitCode.Success;
    }
}

using System.CommandLine;
using Unbraid.Cli;
using Unbraid.Service;

// Before anything is loaded: each assembly takes a handle, and without one there is not even a sentence.
if (args is ["serve", ..] && HandleLimit.Refusal() is { } refusal)
{
    Console.Error.WriteLine(refusal);
    return 1;
}

var root = new RootCommand("Takes songs apart into stems: vocals, drums, bass and the rest.")
{
    SeparateCommand.Create(),
    EvaluateCommand.Create(),
    ComposeCommand.Create(),
    ModelsCommand.Create(),
    ServeCommand.Create(),
    SettingsCommand.Create(),
    BenchCommand.Create(),
    TokenCommand.Create(),
    WebhookSecretCommand.Create(),
};
return await CommandLine.RunAsync(root, args);

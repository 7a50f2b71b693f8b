using System.CommandLine;
using Unbraid.Cli;

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

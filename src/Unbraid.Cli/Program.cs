using System.CommandLine;
using Unbraid.Cli;
using Unbraid.Service;

// Before anything is loaded: each assembly takes a handle, and without one there is not even a sentence.
if (args is ["serve" or "studio", ..] && HandleLimit.Refusal() is { } refusal)
{
    Console.Error.WriteLine(refusal);
    return 1;
}

if (!OpenFiles.Suffice())
{
    return ExitCode.Failed;
}

StandardStreams.Guard();
return await RunAsync(args);

// A method of its own, so that nothing is loaded for it before the check above.
static Task<int> RunAsync(string[] args) => CommandLine.RunAsync(
    new RootCommand("Takes songs apart into stems: vocals, drums, bass and the rest.")
    {
        SeparateCommand.Create(),
        MixCommand.Create(),
        PackageCommand.Create(),
        EvaluateCommand.Create(),
        ComposeCommand.Create(),
        ModelsCommand.Create(),
        StudioCommand.Create(),
        ServeCommand.Create(),
        SettingsCommand.Create(),
        BenchCommand.Create(),
        TokenCommand.Create(),
        KeyCommand.Create(),
        WebhookSecretCommand.Create(),
        CompletionCommand.Create(),
    },
    args);

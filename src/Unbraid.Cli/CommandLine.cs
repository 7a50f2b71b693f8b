using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Unbraid.Cli;

/// <summary>Runs a command with the manners all commands share: misuse, interruption, and errors in one sentence.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var version = root.Options.OfType<VersionOption>().Single();
        version.Description = "Show the versions of unbraid and of what it runs on";
        version.Action = new VersionAction();
        var help = root.Options.OfType<HelpOption>().Single();
        // On Unix these are paths.
        help.Aliases.Remove("/h");
        help.Aliases.Remove("/?");
        help.Action = new HelpWithExamples((HelpAction)help.Action!);

        // A name that begins with @ is a file like others and holds no arguments.
        var parse = root.Parse(FirstWord.Complete(root, args), new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (args.Length == 0)
        {
            return root.Parse("--help").Invoke();
        }

        if (parse.Action is ParseErrorAction or null)
        {
            return Misuse(Complaint.Of(parse), parse.CommandResult.Command);
        }

        using var interruption = new Interruption();
        try
        {
            // Signals are ours alone: the library would end the process before files are cleaned up.
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parse.InvokeAsync(configuration, interruption.Token);
        }
        catch (MisuseException e)
        {
            return Misuse(e.Message, parse.CommandResult.Command);
        }
        catch (Exception) when (interruption.Token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return ExitCode.Interrupted;
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync(UserMessage.Of(e));
            return ExitCode.Failed;
        }
    }

    private static int Misuse(string message, Command command)
    {
        Console.Error.WriteLine(message);
        Console.Error.WriteLine($"See '{PathOf(command)} --help'.");
        return ExitCode.Misuse;
    }

    private static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : "unbraid";
}

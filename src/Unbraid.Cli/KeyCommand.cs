using System.CommandLine;
using Unbraid.Service;

namespace Unbraid.Cli;

/// <summary><c>unbraid key</c>.</summary>
internal static class KeyCommand
{
    public static Command Create()
    {
        var command = new Command("key", "Change the key that signs the tokens, links and callbacks of the service on this machine");
        command.Subcommands.Add(Make("rotate", "Sign with a new key from now on; what the older ones signed still counts", folder =>
            Console.Error.WriteLine($"A new key signs from now on; {TokenIssuer.RotateKey(folder)} count. When nothing of the old ones is needed: unbraid key retire")));
        command.Subcommands.Add(Make("retire", "End all keys but the newest, and with them the tokens and links that they signed", folder =>
        {
            TokenIssuer.RetireKeys(folder);
            Console.Error.WriteLine("Only the newest key counts from now on.");
        }));
        return command;
    }

    private static Command Make(string name, string description, Action<string?> work)
    {
        var command = new Command(name, description);
        var service = ServiceCommandOptions.AddFolder(command);
        command.SetAction(parse =>
        {
            work(service.Load(parse).DataFolder);
            return ExitCode.Success;
        });
        return command;
    }
}

using System.CommandLine;
using Unbraid.Service;
using Unbraid.Service.Settings;

namespace Unbraid.Cli;

/// <summary><c>unbraid key</c>.</summary>
internal static class KeyCommand
{
    public static Command Create()
    {
        var command = new Command("key", "Change the key that signs the tokens, links and callbacks of the service on this machine");
        command.Subcommands.Add(Make("rotate", "Sign with a new key from now on; what the older ones signed still counts", settings =>
            Console.Error.WriteLine($"A new key signs from now on; {TokenIssuer.RotateKey(settings)} count. When nothing of the old ones is needed: unbraid key retire")));
        command.Subcommands.Add(Make("retire", "End all keys but the newest, and with them the tokens and links that they signed", settings =>
        {
            TokenIssuer.RetireKeys(settings);
            Console.Error.WriteLine("Only the newest key counts from now on.");
        }));
        return command;
    }

    private static Command Make(string name, string description, Action<ServiceSettings> work)
    {
        var command = new Command(name, description);
        var service = ServiceCommandOptions.AddFolder(command);
        command.SetAction(parse =>
        {
            work(service.Load(parse));
            return ExitCode.Success;
        });
        return command;
    }
}

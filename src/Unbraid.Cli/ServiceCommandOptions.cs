using System.CommandLine;
using Unbraid.Service.Settings;

namespace Unbraid.Cli;

/// <summary>The options of commands about the service that say where its settings are.</summary>
internal sealed class ServiceCommandOptions
{
    private readonly Option<string?> _file = new("--settings")
    {
        Description = "Settings file [default: unbraid.json in the data folder, if it is there]",
        HelpName = "FILE",
    };

    private readonly IReadOnlyList<(string Name, Option<string?> Option)> _settings;

    private ServiceCommandOptions(Command command, IEnumerable<SettingOption> settings)
    {
        _settings = [.. settings.Select(setting => (setting.Name, ToOption(setting)))];
        foreach (var (_, option) in _settings)
            command.Options.Add(option);
        command.Options.Add(_file);
    }

    /// <summary>Adds <c>--data</c> and <c>--settings</c>.</summary>
    public static ServiceCommandOptions AddFolder(Command command) =>
        new(command, SettingOption.All.Where(setting => setting.Option == "--data"));

    /// <summary>Adds an option for every setting; help shows the two that everybody needs.</summary>
    public static ServiceCommandOptions AddAll(Command command) => new(command, SettingOption.All);

    /// <exception cref="Service.ServiceException">As <see cref="ServiceSettings.Load"/>.</exception>
    public ServiceSettings Load(ParseResult parse) => Load(parse, new Dictionary<string, string?>());

    /// <summary>The same for a command that decides some settings itself.</summary>
    /// <exception cref="Service.ServiceException">As <see cref="ServiceSettings.Load"/>.</exception>
    public ServiceSettings Load(ParseResult parse, IReadOnlyDictionary<string, string?> decided) =>
        ServiceSettings.Load(
            parse.GetValue(_file),
            _settings.Select(setting => KeyValuePair.Create(setting.Name, parse.GetValue(setting.Option))).Concat(decided).ToDictionary());

    private static Option<string?> ToOption(SettingOption setting) => new(setting.Option)
    {
        Description = $"{setting.Description.Replace("`", "", StringComparison.Ordinal).TrimEnd('.')} [default: {setting.Default.Replace("`", "", StringComparison.Ordinal)}]",
        HelpName = setting.Option == "--data" ? "DIR" : setting.Option == "--urls" ? "URLS" : "VALUE",
        Hidden = setting.Option is not ("--data" or "--urls"),
    };
}

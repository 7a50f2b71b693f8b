using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Unbraid.Service.Settings;

namespace Unbraid.Cli;

/// <summary><c>unbraid settings</c>.</summary>
internal sealed class SettingsCommand : Command, IHasExamples
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON" };

    private readonly Option<bool> _markdown = new("--markdown") { Description = "Print the page that explains every setting" };

    private readonly ServiceCommandOptions _service;

    private SettingsCommand() : base("settings", "Show the settings of the service, and where each comes from")
    {
        Options.Add(_json);
        Options.Add(_markdown);
        _service = ServiceCommandOptions.AddAll(this);
        SetAction(Run);
    }

    public string Examples =>
        """
        Examples:
          unbraid settings                       what counts, and where it was given; secrets are not shown
          unbraid settings --settings new.json   is this file right?
          unbraid settings --markdown            every setting explained

        Options that 'unbraid serve' takes may be given here too.
        """;

    public static Command Create() => new SettingsCommand();

    private int Run(ParseResult parse)
    {
        if (parse.GetValue(_markdown))
        {
            Console.Out.Write(SettingsPage.Markdown());
            return ExitCode.Success;
        }

        var settings = _service.Load(parse).Effective;
        if (parse.GetValue(_json))
            Console.Out.WriteLine(JsonSerializer.Serialize(settings, s_json));
        else
            Print(settings);
        return ExitCode.Success;
    }

    private static void Print(IReadOnlyList<EffectiveSetting> settings)
    {
        var name = settings.Max(setting => setting.Name.Length);
        var value = settings.Max(setting => Shown(setting).Length);
        foreach (var group in settings.GroupBy(setting => setting.Group))
        {
            Console.Out.WriteLine($"{group.Key}:");
            foreach (var setting in group)
            {
                var source = setting.Source == "default" ? "" : $"{setting.Source} (default {setting.Default.Replace("`", "", StringComparison.Ordinal)})";
                Console.Out.WriteLine($"  {setting.Name.PadRight(name)}  {Shown(setting).PadRight(value)}  {source}".TrimEnd());
            }
        }
    }

    private static string Shown(EffectiveSetting setting) => UserMessage.OneLine(setting.Value.Length > 0 ? setting.Value : setting.Default.Replace("`", "", StringComparison.Ordinal));
}

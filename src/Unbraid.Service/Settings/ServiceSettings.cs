using System.Collections;
using System.ComponentModel.DataAnnotations;

namespace Unbraid.Service.Settings;

/// <summary>A setting as it counts.</summary>
/// <param name="Name">In the file.</param>
/// <param name="Variable">In the environment.</param>
/// <param name="Value">As one would write it; <c>***</c> for a secret that is set, empty where nothing is.</param>
/// <param name="Source">Where it was given, or <c>default</c>.</param>
/// <param name="Default">The default, as one would write it or in words.</param>
/// <param name="Group">The heading of its group.</param>
/// <param name="Description">What it decides.</param>
public sealed record EffectiveSetting(
    string Name, string Variable, string Value, string Source, string Default, string Group, string Description);

/// <summary>The settings of the service, all of them checked.</summary>
/// <remarks>
/// A file, the environment and the command line, in this order: what comes later wins. The file is <c>unbraid.json</c> in the data folder
/// unless another is named. Groups are records with <see cref="SettingsGroupAttribute"/>; a setting is a property of one.
/// </remarks>
public sealed class ServiceSettings : IServiceProvider
{
    private const string FileName = "unbraid.json";

    private readonly IReadOnlyDictionary<Type, object> _groups;
    private readonly IReadOnlyDictionary<Setting, string> _sources;

    private ServiceSettings(IReadOnlyDictionary<Type, object> groups, IReadOnlyDictionary<Setting, string> sources) =>
        (_groups, _sources) = (groups, sources);

    /// <summary>The defaults alone.</summary>
    internal static ServiceSettings Defaults { get; } = Read([]);

    /// <summary>The data folder with its default filled in.</summary>
    public string DataFolder => DataFolderPath.Resolve((string?)ValueOf(Setting.All.First(setting => setting.Name == DataFolderPath.Name)));

    /// <summary>Every setting, group by group.</summary>
    public IReadOnlyList<EffectiveSetting> Effective =>
    [
        .. Setting.All.Select(setting => new EffectiveSetting(
            setting.Name, setting.Variable, Show(setting), _sources.GetValueOrDefault(setting, "default"), setting.Default, setting.Title,
            setting.Description)),
    ];

    /// <summary>Reads the settings of this process.</summary>
    /// <param name="file">The settings file, or null for <c>UNBRAID_SETTINGS</c> or <c>unbraid.json</c> in the data folder if it is there.</param>
    /// <param name="commandLine">What was given on the command line, by the settings' names.</param>
    /// <exception cref="ServiceException">A name is unknown, or a value or a combination is invalid; the message names each, and
    /// never quotes a secret.</exception>
    public static ServiceSettings Load(string? file, IReadOnlyDictionary<string, string?> commandLine) => LoadFrom(
        file, Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value),
        commandLine);

    internal static ServiceSettings LoadFrom(
        string? file, IReadOnlyDictionary<string, string?> variables, IReadOnlyDictionary<string, string?> commandLine)
    {
        var ours = variables.Where(variable => variable.Key.StartsWith("UNBRAID_", StringComparison.Ordinal) && variable.Value is { Length: > 0 })
            .ToDictionary();
        var environment = SettingsSource.Of(
            Setting.All.Where(setting => ours.ContainsKey(setting.Variable)).ToDictionary(setting => setting.Name, setting => ours[setting.Variable]),
            setting => setting.Variable);
        var options = SettingsSource.Of(commandLine.Where(option => option.Value is not null), setting => setting.Option);
        string[] known = [.. Setting.All.Select(setting => setting.Variable), .. OtherVariables.All.Select(other => other.Name)];
        var unknown = ours.Keys.Except(known).Order(StringComparer.Ordinal)
            .Select(name => $"The variable {name} is no setting; {Spelling.DidYouMean(name, known)}");

        if ((file ?? ours.GetValueOrDefault(OtherVariables.SettingsFile)) is { } named)
            return Read([SettingsSource.File(Path.GetFullPath(named)), environment, options], unknown);
        var folder = DataFolderPath.Resolve(options.Text(DataFolderPath.Name) ?? environment.Text(DataFolderPath.Name));
        var own = Path.Combine(folder, FileName);
        if (!File.Exists(own))
            return Read([environment, options], unknown);
        var inFolder = SettingsSource.File(own);
        if (inFolder.Text(DataFolderPath.Name) is not null)
            unknown = unknown.Append($"{own} lies in the data folder and cannot say where that is; remove {DataFolderPath.Name} from it, or name the file with --settings.");
        return Read([inFolder, environment, options], unknown);
    }

    /// <summary>A group.</summary>
    internal T Get<T>() => (T)_groups[typeof(T)];

    /// <summary>The same settings with one group changed and not checked again.</summary>
    internal ServiceSettings With<T>(Func<T, T> change) where T : notnull =>
        new(new Dictionary<Type, object>(_groups) { [typeof(T)] = change(Get<T>()) }, _sources);

    /// <summary>A group by its type, or null.</summary>
    object? IServiceProvider.GetService(Type serviceType) => _groups.GetValueOrDefault(serviceType);

    private static ServiceSettings Read(IReadOnlyList<SettingsSource> sources, IEnumerable<string>? complaints = null)
    {
        var groups = Setting.Groups.ToDictionary(type => type, type => Activator.CreateInstance(type)!);
        var given = new Dictionary<Setting, string>();
        List<string> wrong = [.. complaints ?? []];
        foreach (var source in sources)
        {
            wrong.AddRange(source.UnknownNames().Select(
                name => $"{name} in {source.Path} is no setting; {Spelling.DidYouMean(name, Setting.All.Select(setting => setting.Name))}"));
            foreach (var setting in Setting.All)
            {
                var name = source.NameOf(setting);
                if (!source.TryRead(setting.Name, out var text))
                    wrong.Add($"{name} must be a text, a number, true, false or a list of texts.");
                else if (text is not null && setting.Read(groups[setting.Group], text) is { } complaint)
                    wrong.Add($"{name} {complaint}");
                else if (text is not null)
                    given[setting] = name;
            }
        }

        var settings = new ServiceSettings(groups, given);
        if (wrong.Count == 0)
            wrong.AddRange(settings.Combinations());
        return wrong.Count == 0 ? settings : throw new ServiceException(string.Join(' ', wrong));
    }

    private IEnumerable<string> Combinations() =>
        from @group in _groups.Values.OfType<IValidatableObject>()
        from result in @group.Validate(new ValidationContext(@group, this, items: null))
        select result.ErrorMessage!;

    private object? ValueOf(Setting setting) => setting.Get(_groups[setting.Group]);

    private string Show(Setting setting)
    {
        var value = setting.Name == DataFolderPath.Name ? DataFolder : SettingText.Format(ValueOf(setting));
        return setting.IsSecret && value.Length > 0 ? "***" : value;
    }
}

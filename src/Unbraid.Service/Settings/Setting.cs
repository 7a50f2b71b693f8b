using System.Reflection;
using System.Text.RegularExpressions;

namespace Unbraid.Service.Settings;

/// <summary>One setting: its names, its bounds, and its place in a group.</summary>
internal sealed partial class Setting
{
    private readonly PropertyInfo _property;
    private readonly SettingAttribute _attribute;
    private readonly Type _type;

    private Setting(PropertyInfo property, SettingAttribute attribute)
    {
        (_property, _attribute) = (property, attribute);
        _type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        Name = NameOf(property.Name);
        Variable = VariableName(property.Name);
        Option = $"--{attribute.Option ?? WordStart().Replace(property.Name, "-").ToLowerInvariant()}";
    }

    /// <summary>The groups in their order.</summary>
    public static IReadOnlyList<Type> Groups { get; } =
    [
        .. typeof(Setting).Assembly.GetTypes().Where(type => type.IsDefined(typeof(SettingsGroupAttribute)))
            .OrderBy(type => type.GetCustomAttribute<SettingsGroupAttribute>()!.Order),
    ];

    /// <summary>Every setting, group by group, as its records list them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        .. from @group in Groups
           from property in @group.GetProperties()
           let attribute = property.GetCustomAttribute<SettingAttribute>()
           where attribute is not null
           select new Setting(property, attribute),
    ];

    /// <summary>In the file: <c>maxUploadBytes</c>.</summary>
    public string Name { get; }

    /// <summary>In the environment: <c>UNBRAID_MAX_UPLOAD_BYTES</c>.</summary>
    public string Variable { get; }

    /// <summary>On the command line: <c>--max-upload-bytes</c>.</summary>
    public string Option { get; }

    public Type Group => _property.DeclaringType!;

    public string Title => Group.GetCustomAttribute<SettingsGroupAttribute>()!.Title;

    public string Description => _attribute.Description;

    public bool IsSecret => _attribute.Secret;

    /// <summary>The default as one would write it, or in words.</summary>
    public string Default => _attribute.Default ?? (SettingText.Format(Get(Activator.CreateInstance(Group)!)) is { Length: > 0 } text ? text : "none");

    /// <summary>The values that make sense, as one would write them; empty where it is any text.</summary>
    public string Range =>
        _attribute.To is not null ? $"{From} to {_attribute.To}"
        : From.Length > 0 ? $"{From} or more"
        : _type == typeof(bool) ? "true, false"
        : "";

    private string From => _attribute.From ?? (
        _type == typeof(int) ? "1"
        : _type == typeof(long) ? "1B"
        : _type == typeof(TimeSpan) ? "1s"
        : "");

    /// <summary>How a sentence speaks of a setting to somebody who may use the file or the environment.</summary>
    /// <param name="property">The property's name.</param>
    public static string Say(string property) => $"{NameOf(property)} ({VariableName(property)})";

    /// <summary>How a sentence for clients, who cannot change it, names the setting that sets a limit.</summary>
    /// <param name="property">The property's name.</param>
    public static string Limit(string property) => $"(the service's setting {NameOf(property)})";

    public object? Get(object group) => _property.GetValue(group);

    /// <summary>Reads a value and puts it into its group.</summary>
    /// <param name="group">The group; changed.</param>
    /// <param name="text">The value as it was given.</param>
    /// <returns>What is wrong with it, after the name of where it was given; null if nothing is.</returns>
    public string? Read(object group, string text)
    {
        var quoted = IsSecret ? "is" : $"is \"{text}\", which is";
        if (SettingText.Parse(text, _type) is not { } value)
            return $"{quoted} not {SettingText.Expected(_type)}.";
        if (!IsWithin(value))
            return $"{quoted} out of range; give {Range}.";
        _property.SetValue(group, value);
        return null;
    }

    private bool IsWithin(object value) =>
        value is not IComparable number || value is string or bool ||
        (number.CompareTo(SettingText.Parse(From, _type)) >= 0 &&
        (_attribute.To is not { } to || number.CompareTo(SettingText.Parse(to, _type)) <= 0));

    private static string NameOf(string property) => char.ToLowerInvariant(property[0]) + property[1..];

    private static string VariableName(string property) => "UNBRAID_" + WordStart().Replace(property, "_").ToUpperInvariant();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordStart();
}

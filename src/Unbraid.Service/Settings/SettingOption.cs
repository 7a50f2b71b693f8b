namespace Unbraid.Service.Settings;

/// <summary>A setting as an option of a command.</summary>
/// <param name="Name">The setting's name, as <see cref="ServiceSettings.Load"/> takes it.</param>
/// <param name="Option">The option's name with its dashes.</param>
/// <param name="Description">What it decides.</param>
/// <param name="Default">The default, as one would write it or in words.</param>
public sealed record SettingOption(string Name, string Option, string Description, string Default)
{
    /// <summary>All but the secrets: a command line is read by everybody on the machine.</summary>
    public static IReadOnlyList<SettingOption> All { get; } =
        [.. Setting.All.Where(setting => !setting.IsSecret).Select(setting => new SettingOption(setting.Name, setting.Option, setting.Description, setting.Default))];
}

namespace Unbraid.Service.Settings;

/// <summary>Where the data folder is: the one setting that decides where others are read from.</summary>
internal static class DataFolderPath
{
    /// <summary>Its name in <see cref="Setting.All"/>.</summary>
    public const string Name = "dataFolder";

    /// <param name="configured">As it was given; null or empty for <c>$XDG_DATA_HOME/unbraid</c>, else <c>~/.local/share/unbraid</c>.</param>
    public static string Resolve(string? configured)
    {
        if (!string.IsNullOrWhiteSpace(configured))
            return Path.GetFullPath(configured);
        var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg)
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
        return Path.Combine(data, "unbraid");
    }
}

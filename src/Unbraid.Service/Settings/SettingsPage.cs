using System.Text;

namespace Unbraid.Service.Settings;

/// <summary>The page <c>docs/settings.md</c>, made of the settings themselves.</summary>
public static class SettingsPage
{
    /// <summary>The page in Markdown.</summary>
    public static string Markdown()
    {
        var page = new StringBuilder(
            """
            # Settings of the service

            A setting is given in a file, in the environment or on the command line of `unbraid serve`; what comes later in this order wins. The
            file is `unbraid.json` in the data folder, or the one that `--settings FILE` names. Three ways to say the same:

            ```sh
            echo '{ "maxUploadBytes": "500MB", "allowedPrivateHosts": ["media", "nas"] }' > ~/.local/share/unbraid/unbraid.json
            export UNBRAID_MAX_UPLOAD_BYTES=500MB UNBRAID_ALLOWED_PRIVATE_HOSTS=media,nas
            unbraid serve --max-upload-bytes 500MB --allowed-private-hosts media,nas
            ```

            Times are written `90s`, `15m`, `24h`, `30d`; sizes `64KB`, `200MB`, `1GB`, `2TB`; lists with commas, in the file also as a list. An
            unknown name, an impossible value or an invalid combination stops the start with a sentence that names it. `unbraid settings` shows
            what counts and where it comes from; secrets are never shown. This page is made by `unbraid settings --markdown`.

            """);
        foreach (var group in Setting.All.GroupBy(setting => setting.Title))
        {
            page.Append($"\n## {group.Key}\n\n| In the file | Variable | Option | Default | Range | |\n|---|---|---|---|---|---|\n");
            foreach (var setting in group)
                page.Append($"| `{setting.Name}` | `{setting.Variable}` | {(setting.IsSecret ? "" : $"`{setting.Option}`")} | {Code(setting.Default)} | {setting.Range} | {setting.Description} |\n");
        }

        page.Append("\n## Other variables\n\n| Variable | |\n|---|---|\n");
        foreach (var (name, meaning) in OtherVariables.All)
            page.Append($"| `{name}` | {meaning} |\n");
        return page.ToString();
    }

    /// <summary>A value as code; words as they are.</summary>
    private static string Code(string text) => text == "none" || text.Contains(' ') || text.Contains('`') ? text : $"`{text}`";
}

namespace Unbraid.Service.Settings;

/// <summary>Variables that begin with <c>UNBRAID_</c> and are read elsewhere.</summary>
internal static class OtherVariables
{
    /// <summary>Names the settings file to commands that have no <c>--settings</c>.</summary>
    public const string SettingsFile = "UNBRAID_SETTINGS";

    public static IReadOnlyList<(string Name, string Meaning)> All { get; } =
    [
        (SettingsFile, "A settings file instead of `unbraid.json` in the data folder, as `--settings` names one."),
        ("UNBRAID_MODELS", "The folder of installed models."),
        ("UNBRAID_OFFLINE", "`1`: never fetch a model."),
        ("UNBRAID_MODEL_MIRROR", "Where models are fetched from instead of from their authors."),
        ("UNBRAID_CATALOGUE", "A catalogue of models (JSON) instead of the one that comes along."),
        ("UNBRAID_KERNELS", "Forces one set of kernels of the engine."),
        ("UNBRAID_URL", "For clients: where the service is."),
        ("UNBRAID_TOKEN", "For clients: the token."),
        ("UNBRAID_TRAINING", "For the training recipe: its folder."),
    ];
}

namespace Unbraid.Inference;

/// <summary>What a kernel does to its result before it stores it.</summary>
internal enum Activation
{
    /// <summary>x</summary>
    None,

    /// <summary>max(x, 0)</summary>
    Relu,

    /// <summary>x/2 (1 + erf(x/√2)), the exact form (Hendrycks and Gimpel 2016).</summary>
    Gelu,

    /// <summary>x sigmoid(x), also called SiLU (Ramachandran et al. 2017).</summary>
    Swish,

    /// <summary>1 / (1 + e^-x)</summary>
    Sigmoid,

    /// <summary>tanh x</summary>
    Tanh,

    /// <summary>a sigmoid(b), a the first half of the channels and b the second: half as many channels come out (Dauphin et al. 2017).</summary>
    Glu,
}

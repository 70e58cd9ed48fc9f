//! Keys as `nkeys.js` 1.1.0 writes them: the one with 32 ones as its seed, the one with 32 twos, and so on.

use crate::Role;

pub(crate) struct Vector {
    pub(crate) role: Role,
    /// Every byte of the seed.
    pub(crate) byte: u8,
    pub(crate) seed: &'static str,
    pub(crate) public: &'static str,
    pub(crate) private: &'static str,
    /// Of `nonce`; none for curve keys.
    pub(crate) signature: &'static str,
}

pub(crate) const VECTORS: [Vector; 6] = [
    Vector {
        role: Role::Operator,
        byte: 1,
        seed: "SOAACAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIATA",
        public: "OCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOCS",
        private: concat!(
            "PAAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQD",
            "CUI4POXICPRSX6VFWZNHS5F24WKM4E36HMUCIN7G5EIAG2A6324BJZQ"
        ),
        signature: "cz5TjDSBtpHH5sPHg5aR0K17SjHK9PTvmVExMImbEovF_0r9n5vtloCcN64YIIRJzEbv9oTfcot1ACjyMWWjCQ",
    },
    Vector {
        role: Role::Server,
        byte: 2,
        seed: "SNAAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAWCHI",
        public: "NCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZJWVF",
        private: concat!(
            "PABAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAF",
            "AJZO4HKQ7IXL5LKGVDGYNGH5TGLRWFJDNHOG6RF35QPLOH4TM4UPRKA"
        ),
        signature: "O7oPLG5Cqg8_eCeSSD4UprPj_AcW02bVNI7zwtkC7Fik1FqA0QFe6d3MUP3XX9CHK_qfGS6IHYM3GRA_en7KBA",
    },
    Vector {
        role: Role::Cluster,
        byte: 3,
        seed: "SCAAGAYDAMBQGAYDAMBQGAYDAMBQGAYDAMBQGAYDAMBQGAYDAMBQGAZQFE",
        public: "CDWUSKGGFDI4FRXK5EBTRECZSVQSSWJHHJOGH6JWG3AUMFFMQ435CMF7",
        private: concat!(
            "PABQGAYDAMBQGAYDAMBQGAYDAMBQGAYDAMBQGAYDAMBQGAYDAMBQH",
            "3KJFDDCRUOCY3VOSAZYSBMZKYJJLETTUXDD7E3DNQKGCSWION6RLR3Q"
        ),
        signature: "03xf3dMtq2FqVNVhT2KYCIS5ybRiposh4TUKfZ5dpxN9hy4-ouLlgIdW-rsKuQf7nJLZRxffL-MIBgFVVAVuCg",
    },
    Vector {
        role: Role::Account,
        byte: 4,
        seed: "SAAAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAP4I",
        public: "ADFJHLAXAUMHA4OWPOB4P7YO72AQR2HMIUYFOXLXE2DZGM633K7HZVXK",
        private: concat!(
            "PACAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAJ",
            "SUTVQLQKGDQOHLHXA6H74HP5AII5DWEKMCXLV3SNB4TGPN5VPT42S5Q"
        ),
        signature: "_yoduQ1y33LRJyxOPqvYRUKCAXRwPQhzuLwDss6_TpI90QHhnPdinOK5Dv0VZMOhsSQyc7IS2JbQPTOuHy_FDg",
    },
    Vector {
        role: Role::User,
        byte: 5,
        seed: "SUAAKBIFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBKDFQ",
        public: "UBXHUHG5FGYLPD6RHL2MKWMP572O6KUXCZXDZJXS4T57ZTMAKBN7CEDX",
        private: concat!(
            "PACQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAUCQK",
            "3T2DTOSTMFXR7ITV5GFLGH675HPFKLRM3R4U3ZOJ674ZWAFAW7RO7EA"
        ),
        signature: "LcdvgG2nDQnxTarp7c2a2ba467khDvP_QQ50sO5rLtiywLPrQf-I1EwSmD-ipSxEKv5bqABf4pKk1iVktXwFBw",
    },
    Vector {
        role: Role::Curve,
        byte: 6,
        seed: "SXAAMBQGAYDAMBQGAYDAMBQGAYDAMBQGAYDAMBQGAYDAMBQGAYDAMBUBRY",
        public: "XD23FVXGB6KHPYYQYKMC3KVGZEJWYEEKC534LFD6ISH2G7LIC5CVP5IW",
        private: "PADAMBQGAYDAMBQGAYDAMBQGAYDAMBQGAYDAMBQGAYDAMBQGAYDANP5H",
        signature: "",
    },
];
